/** What the spans of `spanlink/mcp` say of a connection and its messages, of any that may come. */
import type { Attributes } from '@opentelemetry/api';
import { recordSpans } from 'spanlink/testing';
import { openRaw } from '../fixtures/mcp-transport';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const request = (method: string, params?: unknown, id: unknown = 7): object => ({ jsonrpc: '2.0', id, method, params });
const attributesOf = (name: string): Attributes => recorder.span(name).attributes;
const tcp = { 'network.transport': 'tcp', 'network.protocol.name': 'http' };

test.each<[string, object, Attributes]>([
  [
    'a client over HTTPS',
    { terminateSession() {}, _url: new URL('https://shop.example/mcp') },
    { ...tcp, 'server.address': 'shop.example', 'server.port': 443 },
  ],
  [
    'one over HTTP',
    { finishAuth() {}, _url: new URL('http://shop.example/mcp') },
    { ...tcp, 'server.address': 'shop.example', 'server.port': 80 },
  ],
  [
    'one over a port of its own',
    { finishAuth() {}, _url: new URL('https://shop.example:8443/mcp') },
    { ...tcp, 'server.address': 'shop.example', 'server.port': 8443 },
  ],
  ['a server over HTTP, which has no address', { handleRequest() {} }, tcp],
  ['one of before, over server-sent events', { handlePostMessage() {}, _url: '/messages' }, tcp],
  ['one over stdio', { _readBuffer: {} }, { 'network.transport': 'pipe' }],
  ['one of which nothing is known', { handleRequest: true }, {}],
  ['one with a session', { sessionId: 's1' }, { 'mcp.session.id': 's1' }],
  ['one whose session is none yet', { sessionId: '' }, {}],
])('the spans name the network of %s', async (_what, transport, expected) => {
  const connection = await openRaw(transport);
  await connection.send(request('ping'));
  connection.close();
  const { 'error.type': _, ...attributes } = attributesOf('ping');
  expect(attributes).toStrictEqual({ 'mcp.method.name': 'ping', 'jsonrpc.request.id': '7', ...expected });
});

test.each<[string, unknown, string, Attributes]>([
  ['tools/call', { name: 'ship' }, 'tools/call ship', { 'gen_ai.tool.name': 'ship' }],
  ['prompts/get', { name: 'greet' }, 'prompts/get greet', { 'gen_ai.prompt.name': 'greet' }],
  ['tools/call', {}, 'tools/call', {}],
  ['tools/call', { name: 7 }, 'tools/call', {}],
  ['tools/list', { name: 'ship', uri: 'shop://1' }, 'tools/list', {}],
  ['resources/read', { uri: 'shop://1' }, 'resources/read', { 'mcp.resource.uri': 'shop://1' }],
  ['resources/read', { uri: 7 }, 'resources/read', {}],
  [
    'resources/read',
    { uri: `a:${'b'.repeat(9_000)}` },
    'resources/read',
    { 'mcp.resource.uri': `a:${'b'.repeat(2046)}` },
  ],
  ['my/resources/read', { uri: 'shop://1' }, 'my/resources/read', {}],
])('%s with %j is the span "%s"', async (method, params, name, expected) => {
  const connection = await openRaw();
  for (const _ of [1, 2]) {
    connection.receive(request(method, params));
    await connection.send({ id: 7, result: {} });
  }
  const operation = method === 'tools/call' ? { 'gen_ai.operation.name': 'execute_tool' } : {};
  expect(recorder.spans.map((span) => span.name)).toEqual([name, name]);
  for (const { attributes } of recorder.spans)
    expect(attributes).toStrictEqual({
      'mcp.method.name': method,
      'jsonrpc.request.id': '7',
      ...operation,
      ...expected,
    });
});

test('a notification has no id, though a request of its name has', async () => {
  const connection = await openRaw();
  connection.receive(request('notifications/resources/updated', { uri: 'shop://1' }));
  connection.close();
  await connection.send({ method: 'notifications/resources/updated', params: { uri: 'shop://2' } });
  expect(
    recorder.spans.map(({ attributes }) => [attributes['jsonrpc.request.id'], attributes['mcp.resource.uri']]),
  ).toEqual([
    ['7', 'shop://1'],
    [undefined, 'shop://2'],
  ]);
});

test('names and ids from outside are cut, and a name of exactly 256 characters is whole', async () => {
  const connection = await openRaw();
  connection.receive(request('m'.repeat(256), undefined, 'i'.repeat(300)));
  connection.receive(request('m'.repeat(257), undefined, 'j'));
  connection.close();
  expect(recorder.spans.map(({ name }) => name)).toEqual(['m'.repeat(256), 'm'.repeat(256)]);
  expect(recorder.spans[0]?.attributes['jsonrpc.request.id']).toBe('i'.repeat(256));
});

test('each of many tools has its own name, also past those that are known', async () => {
  const connection = await openRaw();
  const names = Array.from({ length: 300 }, (_, n) => `tool-${n}`);
  for (const round of [1, 2])
    for (const [n, name] of names.entries()) {
      connection.receive(request('tools/call', { name }, n));
      await connection.send({ id: n, result: { round } });
    }
  expect(recorder.spans.map(({ attributes }) => attributes['gen_ai.tool.name'])).toEqual([...names, ...names]);
});

describe('The version of the protocol', () => {
  const VERSION = 'io.modelcontextprotocol/protocolVersion';
  const META = { _meta: { [VERSION]: '2026-07-28' } };

  test('is that in `_meta`, where the connection has agreed on none', async () => {
    const connection = await openRaw();
    connection.receive(request('ping', META));
    connection.close();
    expect(attributesOf('ping')['mcp.protocol.version']).toBe('2026-07-28');
  });

  test.each<[unknown, string | undefined]>([
    ['2025-11-25', '2025-11-25'],
    ['v'.repeat(63), 'v'.repeat(63)],
    ['v'.repeat(64), undefined],
    [7, undefined],
    [{ length: 1 }, undefined],
  ])('is that of the answer to `initialize`: of %p it is %p', async (protocolVersion, expected) => {
    const connection = await openRaw();
    await connection.send(request('initialize'));
    connection.receive({ id: 7, result: { protocolVersion } });
    await connection.send(request('ping'));
    connection.receive({ id: 7, result: { protocolVersion: '1999-01-01' } });
    await connection.send(request('tools/list', expected === undefined ? {} : META));
    connection.close();
    for (const name of ['initialize', 'ping', 'tools/list'])
      expect(attributesOf(name)['mcp.protocol.version']).toBe(expected);
  });

  test.each([[7], [{}], [null]])('is not of `_meta` with %p, which is no version', async (version) => {
    const connection = await openRaw();
    connection.receive(request('ping', { _meta: { [VERSION]: version } }));
    connection.close();
    expect(attributesOf('ping')['mcp.protocol.version']).toBeUndefined();
  });
});

test('a session that begins with the answer to `initialize` is on that span, and on all after it', async () => {
  const transport = await openRaw({
    async send(this: { sessionId?: string }, { method }: { method?: string }) {
      if (method === 'initialize') this.sessionId = 's7';
    },
  });
  await transport.send(request('initialize'));
  transport.receive({ id: 7, result: {} });
  await transport.send(request('ping'));
  transport.close();
  for (const name of ['initialize', 'ping']) expect(attributesOf(name)['mcp.session.id']).toBe('s7');
});
