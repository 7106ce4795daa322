/** Calls of tools whose span somebody else has started: those have one span, and not two. */
import { type Attributes, trace } from '@opentelemetry/api';
import { inSpan, LinkFrom, SpanGuard } from 'spanlink';
import { runTool, runTurn, Tool } from 'spanlink/agents';
import { toMcp, traceClient, traceServer } from 'spanlink/mcp';
import { recordSpans } from 'spanlink/testing';
import { connect, DONE, MAJORS } from '../fixtures/mcp';
import { cause, message } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const names = () => recorder.spans.map(({ name }) => name).filter((name) => /tool/.test(name));

/** Calls the body as an instrumentation of others does, in a span with those attributes. */
function inForeignSpan<T>(attributes: Attributes, body: () => T): T {
  return trace.getTracer('others').startActiveSpan('tool call', { attributes }, (span) => {
    const result = body();
    if (!(result instanceof Promise)) span.end();
    else void result.finally(() => span.end()).catch(() => undefined);
    return result;
  });
}

const BY_CONVENTIONS = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' };

class Tools {
  @Tool({ callId: () => 'call_1', attributes: () => ({ mine: true }), resultFrom: () => message(2) })
  search(): string {
    SpanGuard.current().link(message(1), { relation: 'seen' });
    return 'found';
  }

  @Tool({ delegatedBy: () => message(3) })
  async fetch(): Promise<string> {
    return 'fetched';
  }
}

test('the span of an instrumentation by the conventions gets what it lacks', () => {
  const described = { ...BY_CONVENTIONS, 'gen_ai.tool.call.id': 'call_of_others' };
  expect(inForeignSpan(described, () => new Tools().search())).toBe('found');
  expect(names()).toEqual(['tool call']);
  const [span] = recorder.spans;
  expect(span?.attributes).toEqual({ ...described, 'gen_ai.tool.type': 'function', mine: true });
  expect(span).toLinkTo(cause(1), { relation: 'seen' });
  expect(span).toLinkTo(cause(2), { relation: 'tool_result' });
});

test('all that its method declares is on that span', async () => {
  class Declared {
    @LinkFrom(0, { relation: 'batch_item' })
    @Tool({ links: () => message(5), result: (value) => ({ length: (value as string).length }) })
    async search(_from: object): Promise<string> {
      return 'found';
    }
  }
  await inForeignSpan(BY_CONVENTIONS, () => new Declared().search(message(6)));
  expect(names()).toEqual(['tool call']);
  expect(recorder.spans[0]).toLinkTo(cause(5));
  expect(recorder.spans[0]).toLinkTo(cause(6), { relation: 'batch_item' });
  expect(recorder.spans[0]?.attributes['length']).toBe(5);
});

test('its links come with a promise as well', async () => {
  const fetching = { ...BY_CONVENTIONS, 'gen_ai.tool.name': 'fetch' };
  expect(await inForeignSpan(fetching, () => new Tools().fetch())).toBe('fetched');
  expect(names()).toEqual(['tool call']);
  expect(recorder.spans[0]).toLinkTo(cause(3), { relation: 'delegated' });
});

test.each<[string, Attributes]>([
  ['of another tool', { ...BY_CONVENTIONS, 'gen_ai.tool.name': 'other' }],
  ['of another operation', { ...BY_CONVENTIONS, 'gen_ai.operation.name': 'chat' }],
  ['that says nothing', {}],
])('in a span %s, a tool has its own', (_, attributes) => {
  inForeignSpan(attributes, () => new Tools().search());
  expect(names()).toEqual(['execute_tool search', 'tool call']);
});

test('below another span, a tool has its own', () => {
  inForeignSpan(BY_CONVENTIONS, () => inSpan('between', () => new Tools().search()));
  expect(names()).toEqual(['execute_tool search', 'tool call']);
});

test('the same error goes through, and the span is left to whoever started it', async () => {
  const error = new TypeError('no');
  const fail = (): never => {
    throw error;
  };
  expect(() => inForeignSpan(BY_CONVENTIONS, () => runTool({ name: 'search' }, fail))).toThrow(error);
  const rejected = inForeignSpan(BY_CONVENTIONS, () => runTool({ name: 'search' }, async () => fail()));
  await expect(rejected).rejects.toBe(error);
  expect(names()).toEqual(['tool call']);
  expect(recorder.spans[0]?.events).toEqual([]);
});

describe.each(MAJORS)('Over version %s of the protocol,', (_, major) => {
  test("a server's tool is the server's span, and is linked both ways where that is a trace of its own", async () => {
    const client = traceClient(major.client());
    const server = traceServer(major.server(), { relation: 'link' });
    server.registerTool('ship', {}, () =>
      runTool({ name: 'ship' }, (span) => ({ ...DONE, _meta: toMcp(span.carrier()) })),
    );
    await connect(major, client, server);
    recorder.reset();
    const asked = { agent: 'planner', conversation: 'c' };
    await runTurn(asked, () =>
      runTool({ name: 'ship', resultFrom: (result) => result as object as never }, () =>
        client.callTool({ name: 'ship' }),
      ),
    );
    expect(names()).toEqual(['tools/call ship', 'tools/call ship', 'execute_tool ship']);
    const [served, sent, call] = recorder.spans;
    expect(served).toLinkTo(sent as never, { relation: 'origin' });
    expect(call).toLinkTo(served as never, { relation: 'tool_result' });
    expect(served?.attributes['gen_ai.tool.type']).toBe('function');
    await client.close();
  });
});
