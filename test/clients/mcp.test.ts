/** The Model Context Protocol: requests between real clients and servers, of both majors of its SDK. */
import { Client as Client2 } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { CallToolRequestSchema, ProgressNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { InMemoryTransport as InMemoryTransport2, McpServer as McpServer2 } from '@modelcontextprotocol/server';
import { inSpan, LinkFrom, linksFrom, type LinkSource, Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { A, linkOf, linkTargets } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const ABOUT = { name: 'shop', version: '1.0.0' };
const DONE = { content: [{ type: 'text' as const, text: 'done' }] };
const read = (source: unknown): string[] => linkTargets(linksFrom(source as LinkSource));

class Tools {
  @LinkFrom(1, { relation: 'triggered' })
  async ship(_args: unknown, _extra: object): Promise<typeof DONE> {
    return DONE;
  }

  @LinkFrom(0, { relation: 'triggered' })
  async list(_extra: object): Promise<typeof DONE> {
    return DONE;
  }
}

class Agent {
  readonly #client: Pick<Client, 'callTool'> | Pick<Client2, 'callTool'>;

  constructor(client: Pick<Client, 'callTool'> | Pick<Client2, 'callTool'>) {
    this.#client = client;
  }

  @Span()
  async ask(name: string, args: Record<string, unknown>): Promise<unknown> {
    return this.#client.callTool({ name, arguments: args, _meta: SpanGuard.current().carrier() });
  }
}

describe('version 1 of the SDK', () => {
  test('a tool is linked to the span that called it, by what its handler gets', async () => {
    const tools = new Tools();
    const server = new McpServer(ABOUT);
    server.registerTool('list', {}, (extra) => tools.list(extra));
    const [near, far] = InMemoryTransport.createLinkedPair();
    const client = new Client(ABOUT);
    await Promise.all([server.connect(near), client.connect(far)]);
    await new Agent(client).ask('list', {});
    await client.close();
    expect(recorder.span('Tools.list')).toLinkTo(recorder.span('Agent.ask'), { relation: 'triggered' });
    expect(recorder.span('Tools.list')).toHaveLinkCount(1);
  });

  test('a request and what its handler gets beside it are sources, as are notifications', async () => {
    const seen: unknown[] = [];
    const server = new McpServer({ ...ABOUT }, { capabilities: { tools: {} } });
    server.server.setRequestHandler(CallToolRequestSchema, (request, extra) => {
      seen.push(request, extra);
      return DONE;
    });
    const arrived = new Promise((resolve) => server.server.setNotificationHandler(ProgressNotificationSchema, resolve));
    const [near, far] = InMemoryTransport.createLinkedPair();
    const client = new Client(ABOUT);
    await Promise.all([server.connect(near), client.connect(far)]);
    await client.callTool({ name: 'ship', arguments: { traceparent: 'mine' }, _meta: { traceparent: A } });
    await client.callTool({ name: 'ship', arguments: { traceparent: A } });
    await client.notification({
      method: 'notifications/progress',
      params: { progressToken: 1, progress: 1, _meta: { traceparent: A } },
    });
    expect(seen.map(read)).toEqual([[linkOf(A)], [linkOf(A)], [], []]);
    expect(read(await arrived)).toEqual([linkOf(A)]);
    await client.close();
  });
});

describe('version 2 of the SDK', () => {
  test('a tool is linked to the span that called it, by what its handler gets', async () => {
    const tools = new Tools();
    const seen: unknown[] = [];
    const server = new McpServer2(ABOUT, { capabilities: { tools: {} } });
    server.server.setRequestHandler('tools/call', (request, context) => {
      seen.push(request, context);
      return tools.ship(request.params.arguments, context);
    });
    const [near, far] = InMemoryTransport2.createLinkedPair();
    const client = new Client2(ABOUT);
    await Promise.all([server.connect(near), client.connect(far)]);
    await new Agent(client).ask('ship', { id: '7' });
    await inSpan('elsewhere', () => client.callTool({ name: 'ship', arguments: {} }));
    await client.close();
    const [linked, bare] = recorder.spans.filter(({ name }) => name === 'Tools.ship');
    const asked = recorder.span('Agent.ask');
    expect(linked).toLinkTo(asked, { relation: 'triggered' });
    expect(linked).toHaveLinkCount(1);
    expect(bare).toHaveLinkCount(0);
    const { traceId, spanId } = asked.spanContext();
    expect(seen.map(read)).toEqual([[`${traceId}-${spanId}`], [`${traceId}-${spanId}`], [], []]);
  });
});
