/** `@LinkFrom` on the handlers of a traced server, in both decorator models. */
import { LinkFrom, SpanGuard } from 'spanlink';
import { traceClient, traceServer } from 'spanlink/mcp';
import { recordSpans } from 'spanlink/testing';
import { connect, DONE, type Major, MAJORS } from '../fixtures/mcp';
import { A, linkOf, linkTargets } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Tools {
  @LinkFrom(0, { relation: 'triggered' })
  async ship(_extra: object): Promise<typeof DONE> {
    SpanGuard.current().setAttribute('shipped', true);
    return DONE;
  }
}

test.each(MAJORS)(
  'with version %s, what a handler gets is a source of links beside its span',
  async (_version, major: Major) => {
    const tools = new Tools();
    const server = traceServer(major.server());
    server.registerTool('ship', {}, (extra) => tools.ship(extra));
    const client = traceClient(major.client());
    await connect(major, client, server);
    await client.callTool({ name: 'ship', arguments: {}, _meta: { traceparent: A } });
    await client.close();
    const shipped = recorder.span('Tools.ship');
    expect(shipped.attributes.shipped).toBe(true);
    expect(linkTargets(shipped)).toEqual([linkOf(A)]);
    expect(shipped.spanContext().traceId).toBe(A.slice(3, 35));
  },
);
