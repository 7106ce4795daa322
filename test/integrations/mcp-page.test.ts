/** The example of `docs/mcp.md`, as it stands there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { inSpan } from 'spanlink';
import { traceClient, traceServer } from 'spanlink/mcp';
import { recordSpans } from 'spanlink/testing';
import { connect, DONE, MAJORS } from '../fixtures/mcp';

const recorder = recordSpans();
afterAll(() => recorder.stop());

const page = readFileSync(join(__dirname, '../../docs/mcp.md'), 'utf8');
const blocks = [...page.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, code = '']) =>
  code.replaceAll(/^import .*\n/gm, ''),
);

test('the example of docs/mcp.md makes the tree that the page shows', async () => {
  const [serving = '', asking = ''] = blocks;
  const shipOrder = (): typeof DONE => inSpan('shipOrder', () => DONE);
  const server = new Function('traceServer', 'McpServer', 'shipOrder', `${serving}; return server`)(
    traceServer,
    McpServer,
    shipOrder,
  ) as McpServer;
  const client = new Function('traceClient', 'Client', `${asking}; return client`)(traceClient, Client) as Client;
  const [[, major]] = MAJORS as unknown as [[string, (typeof MAJORS)[number][1]]];
  await connect(major, client, server);
  recorder.reset();
  await inSpan('ask', () => client.callTool({ name: 'ship' }));
  await client.close();
  const tree = (/^trace [^]*?(?=```)/m.exec(page)?.[0] ?? '')
    .split('\n')
    .flatMap((line) => /└─ (.*)/.exec(line)?.[1] ?? []);
  const path: string[] = [];
  for (let span = recorder.span('shipOrder') as (typeof recorder.spans)[number] | undefined; span !== undefined;) {
    path.unshift(`${span.name}${['', '  SERVER', '  CLIENT'][span.kind] ?? ''}`);
    const parent: string | undefined = span.parentSpanContext?.spanId;
    span = recorder.spans.find((each) => each.spanContext().spanId === parent);
  }
  expect(path).toEqual(tree);
});
