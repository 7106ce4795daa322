/** A server over stdio whose tool `spans` returns its finished spans: `node mcp-server.ts`. */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { inSpan } from '../../index.js';
import { traceServer } from '../../integrations/mcp/index.js';
import { recordSpans } from '../../integrations/testing/index.js';
import { printable } from './mcp-spans.js';

const recorder = recordSpans();

async function main(): Promise<void> {
  const server = traceServer(new McpServer({ name: 'shop', version: '1.0.0' }));
  const text = (value: string): { content: { type: 'text'; text: string }[] } => ({
    content: [{ type: 'text', text: value }],
  });
  server.registerTool('ship', {}, () => inSpan('pack', () => text('shipped')));
  server.registerTool('refuse', {}, () => {
    throw 'out of stock';
  });
  server.registerTool('hang', {}, () => new Promise<never>(() => {}));
  server.registerTool('spans', {}, () => text(JSON.stringify(printable(recorder.spans))));
  // the span in which a server is connected causes none of its calls
  await inSpan('start', () => server.connect(new StdioServerTransport()));
}

void main();
