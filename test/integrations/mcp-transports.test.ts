/** `spanlink/mcp` over stdio, with a server in a process of its own, and over streamable HTTP, on a port. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  type CallToolResult,
  CreateMessageRequestSchema,
  CreateMessageResultSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { SpanKind } from '@opentelemetry/api';
import { inSpan } from 'spanlink';
import { traceClient, traceServer } from 'spanlink/mcp';
import { recordSpans } from 'spanlink/testing';
import { deferred } from '../fixtures/deferred';
import { ABOUT, DONE } from '../fixtures/mcp';
import { type PrintedSpan, printable } from '../processes/mcp-spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const find = (spans: readonly PrintedSpan[], kind: SpanKind, name: string): PrintedSpan | undefined =>
  spans.find((span) => span.kind === kind && span.name === name);
const own = (kind: SpanKind, name: string): PrintedSpan | undefined => find(printable(recorder.spans), kind, name);

describe('over stdio', () => {
  test('a server in a process of its own continues the trace of its client, and of nobody else', async () => {
    const client = traceClient(new Client(ABOUT));
    const args = ['--import', 'tsx', join(__dirname, '../processes/mcp-server.ts')];
    await client.connect(new StdioClientTransport({ command: process.execPath, args }));
    const shipped = await inSpan('ask', () => client.callTool({ name: 'ship', arguments: {} }));
    const refused = await client.callTool({ name: 'refuse', arguments: {} });
    const { content } = (await client.callTool({ name: 'spans', arguments: {} })) as CallToolResult;
    await client.close();
    const spans = JSON.parse((content[0] as { text: string }).text) as PrintedSpan[];
    expect(shipped).toMatchObject({ content: [{ type: 'text', text: 'shipped' }] });
    expect(refused).toMatchObject({ isError: true, content: [{ type: 'text', text: 'out of stock' }] });
    const call = own(SpanKind.CLIENT, 'tools/call ship');
    const served = find(spans, SpanKind.SERVER, 'tools/call ship');
    expect(served).toMatchObject({ traceId: call?.traceId, parent: call?.spanId });
    expect(served?.links).toEqual([{ spanId: call?.spanId, relation: 'parent' }]);
    expect(find(spans, SpanKind.INTERNAL, 'pack')?.parent).toBe(served?.spanId);
    expect(find(spans, SpanKind.SERVER, 'tools/call refuse')?.attributes['error.type']).toBe('tool_error');
    for (const span of [call, served]) {
      expect(span?.attributes).toMatchObject({ 'network.transport': 'pipe', 'mcp.method.name': 'tools/call' });
      expect(span?.attributes['mcp.session.id']).toBeUndefined();
    }
  });
});

test('over stdio, a server that is killed ends the spans of what it was asked', async () => {
  const client = traceClient(new Client(ABOUT));
  const args = ['--import', 'tsx', join(__dirname, '../processes/mcp-server.ts')];
  const transport = new StdioClientTransport({ command: process.execPath, args });
  await client.connect(transport);
  const call = client.callTool({ name: 'hang', arguments: {} }).catch((error: unknown) => error);
  await client.callTool({ name: 'ship', arguments: {} });
  process.kill(transport.pid as number, 'SIGKILL');
  expect(await call).toBeInstanceOf(Error);
  expect(own(SpanKind.CLIENT, 'tools/call hang')?.attributes['error.type']).toBe('connection_closed');
  await client.close();
});

describe('over streamable HTTP', () => {
  let http: Server;
  let url: URL;
  const transports = new Map<string, StreamableHTTPServerTransport>();
  const waiting = deferred();
  const vanished = deferred();

  const serve = async (): Promise<StreamableHTTPServerTransport> => {
    const server = traceServer(new McpServer(ABOUT));
    server.registerTool('ship', {}, () => inSpan('pack', () => DONE));
    server.registerTool('wait', {}, async () => {
      waiting.resolve();
      await vanished.promise;
      return DONE;
    });
    server.registerTool('think', {}, async (extra) => {
      const params = { messages: [], maxTokens: 1 };
      await extra.sendRequest({ method: 'sampling/createMessage', params }, CreateMessageResultSchema);
      return DONE;
    });
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => void transports.set(id, transport),
    });
    await server.connect(transport as never);
    return transport;
  };
  const answer = async (request: IncomingMessage, response: never): Promise<void> => {
    const known = transports.get(String(request.headers['mcp-session-id']));
    await inSpan('HTTP', { kind: SpanKind.SERVER }, async () =>
      (known ?? (await serve())).handleRequest(request, response),
    );
  };

  beforeAll(async () => {
    http = createServer((request, response) => void answer(request, response as never));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    url = new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`);
  });
  afterAll(async () => {
    for (const transport of transports.values()) await transport.close();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });

  const open = async (options = {}): Promise<[Client, StreamableHTTPClientTransport]> => {
    const client = traceClient(new Client(ABOUT, options));
    client.setRequestHandler(CreateMessageRequestSchema, async () => ({
      role: 'assistant' as const,
      model: 'none',
      content: { type: 'text' as const, text: 'so be it' },
    }));
    const transport = new StreamableHTTPClientTransport(url);
    await client.connect(transport as never);
    return [client, transport];
  };
  const SAMPLING = { capabilities: { sampling: {} } };

  test('a call names its session and server, and the HTTP request is linked beside the parent', async () => {
    const [client, transport] = await open(SAMPLING);
    await inSpan('ask', () => client.callTool({ name: 'ship', arguments: {} }));
    const session = transport.sessionId;
    await client.close();
    const call = own(SpanKind.CLIENT, 'tools/call ship');
    const served = own(SpanKind.SERVER, 'tools/call ship');
    expect(served?.parent).toBe(call?.spanId);
    expect(served?.links.map(({ relation }) => relation)).toEqual(['parent', 'caller']);
    expect(session).toBeDefined();
    for (const span of [call, served]) {
      expect(span?.attributes).toMatchObject({
        'mcp.session.id': session,
        'network.transport': 'tcp',
        'network.protocol.name': 'http',
      });
    }
    expect(call?.attributes).toMatchObject({ 'server.address': '127.0.0.1', 'server.port': Number(url.port) });
  });

  test('what a tool asks of its client is a child of the tool, on both sides', async () => {
    const [client] = await open(SAMPLING);
    await client.callTool({ name: 'think', arguments: {} });
    await client.close();
    const tool = own(SpanKind.SERVER, 'tools/call think');
    const asked = own(SpanKind.CLIENT, 'sampling/createMessage');
    const answered = own(SpanKind.SERVER, 'sampling/createMessage');
    expect(asked?.parent).toBe(tool?.spanId);
    expect(answered?.parent).toBe(asked?.spanId);
    const call = own(SpanKind.CLIENT, 'tools/call think');
    expect(answered?.links.map(({ spanId }) => spanId)).toEqual([asked?.spanId, call?.spanId]);
  });

  test('a client that vanishes in a call leaves no span open once the tool is done', async () => {
    const [client, transport] = await open(SAMPLING);
    const controller = new AbortController();
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-session-id': transport.sessionId as string,
    };
    const call = { jsonrpc: '2.0', id: 'gone', method: 'tools/call', params: { name: 'wait', arguments: {} } };
    const { signal } = controller;
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(call), signal });
    await waiting.promise;
    controller.abort();
    await expect(answer.text()).rejects.toThrow();
    vanished.resolve();
    await client.callTool({ name: 'ship', arguments: {} });
    await client.close();
    expect(own(SpanKind.SERVER, 'tools/call wait')?.attributes['jsonrpc.request.id']).toBe('gone');
  });

  test('several sessions at once keep their calls apart', async () => {
    const clients = await Promise.all([open(SAMPLING), open(SAMPLING), open(SAMPLING)]);
    await Promise.all(clients.map(([client], n) => inSpan(`ask ${n}`, () => client.callTool({ name: 'ship' }))));
    const sessions = clients.map(([, transport]) => transport.sessionId);
    await Promise.all(clients.map(([client]) => client.close()));
    const served = printable(recorder.spans).filter(
      ({ kind, name }) => kind === SpanKind.SERVER && name === 'tools/call ship',
    );
    for (const [n] of clients.entries()) {
      const trace = recorder.span(`ask ${n}`).spanContext().traceId;
      const ours = served.filter(({ traceId }) => traceId === trace);
      expect(ours.map(({ attributes }) => attributes['mcp.session.id'])).toEqual([sessions[n]]);
    }
  });
});
