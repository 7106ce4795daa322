/** Requests that are refused while their body is on its way: the client reads the answer, and no broken pipe. */
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import type { RequestOptions } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { open, readResponse } from './raw-http.js';
import { PROTOBUF, closeReceiving, decodeAs, encode, otlpSpan, post, receivingRows, requestOf } from './receiving.js';

afterEach(closeReceiving);

const MIB = 1024 * 1024;
const run = promisify(execFile);
const isThere = (program: string): boolean => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Posts with Node's client, and returns the status. */
const send = (address: string, body: Buffer, options: RequestOptions): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(`${address}/v1/traces`, { method: 'POST', ...options }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });

const body = Buffer.alloc(30 * MIB);
const allowed = body.subarray(0, 15 * MIB);
const REFUSALS = [
  ['without the token', 401, { 'content-type': PROTOBUF }],
  ['of another type', 415, { 'content-type': 'text/plain', authorization: 'Bearer a-secret' }],
  [
    'in an unknown compression',
    415,
    { 'content-type': PROTOBUF, 'content-encoding': 'br', authorization: 'Bearer a-secret' },
  ],
  ['over the limit', 413, { 'content-type': PROTOBUF, authorization: 'Bearer a-secret' }],
  ['of a foreign page', 403, { 'content-type': PROTOBUF, origin: 'https://evil.example' }],
  [
    'that is not compressed',
    400,
    { 'content-type': PROTOBUF, 'content-encoding': 'gzip', authorization: 'Bearer a-secret' },
  ],
] as const;

describe.each(REFUSALS)('A large body %s', (_what, status, headers) => {
  const sent = status === 413 ? body : allowed;
  test.each([
    ['with its length', { 'content-length': sent.length }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
    ['by a client that then closes the connection', { 'content-length': sent.length, connection: 'close' }],
  ])('is answered when it is sent %s, to several clients at once', async (_how, framing) => {
    const { http } = await receivingRows({ token: 'a-secret' });
    const sending = [1, 2, 3].map(() => send(http, sent, { agent: false, headers: { ...headers, ...framing } }));
    expect(await Promise.all(sending)).toEqual([status, status, status]);
  });
});

const FRAMINGS: readonly [how: string, headers: Readonly<Record<string, string | number>>][] = [
  ['with its length', { 'content-length': allowed.length }],
  ['in chunks', { 'transfer-encoding': 'chunked' }],
  ['after it was asked for (Expect: 100-continue)', { expect: '100-continue', 'content-length': allowed.length }],
  ['in chunks after it was asked for', { expect: '100-continue', 'transfer-encoding': 'chunked' }],
  ['on a connection that closes', { connection: 'close', 'content-length': allowed.length }],
];

/** Posts from clients at once, each with 5 to 15 MB; one that asks first sends its body when it is told to. */
const sendAll = (address: string, headers: RequestOptions['headers']): Promise<number[]> =>
  Promise.all(
    Array.from(
      { length: 3 },
      (_, client) =>
        new Promise<number>((resolve, reject) => {
          const sent = request(`${address}/v1/traces`, { method: 'POST', agent: false, headers }, (response) => {
            response.resume();
            response.on('end', () => resolve(response.statusCode ?? 0));
          });
          sent.on('error', reject);
          const isAsking = Object.hasOwn(headers ?? {}, 'expect');
          const hasLength = Object.hasOwn(headers ?? {}, 'content-length');
          const bytes = hasLength ? allowed : allowed.subarray(0, (5 + 5 * client) * MIB);
          if (isAsking) sent.on('continue', () => sent.end(bytes)).flushHeaders();
          else sent.end(bytes);
        }),
    ),
  );

describe.each(FRAMINGS)('All of many clients that send %s read why it is refused:', (_how, framing) => {
  test.each(REFUSALS.filter(([, status]) => status !== 413))('a body %s', async (_what, status, headers) => {
    const { http } = await receivingRows({ token: 'a-secret' });
    expect(await sendAll(http, { ...headers, ...framing })).toEqual(Array(3).fill(status));
  });

  test('a body over the limit', async () => {
    const { http } = await receivingRows({ limits: { body: MIB } });
    expect(await sendAll(http, { 'content-type': PROTOBUF, ...framing })).toEqual(Array(3).fill(413));
  });

  test('a body that finds the budget used up', async () => {
    const { http } = await receivingRows({ limits: { inFlight: MIB } });
    expect(await sendAll(http, { 'content-type': PROTOBUF, ...framing })).toEqual(Array(3).fill(429));
  });
});

test('Senders of large spans that cannot be stored read 503', async () => {
  const { http } = await receivingRows({ append: () => Promise.reject(new Error('disk is full')) });
  const spans = Array.from({ length: 100 }, (_, index) => otlpSpan(index + 1, { name: 'n'.repeat(60_000) }));
  const large = encode(requestOf(...spans));
  for (const framing of [{ 'content-length': large.length }, { 'transfer-encoding': 'chunked' }]) {
    const options = { agent: false, headers: { 'content-type': PROTOBUF, ...framing } };
    const sending = Array.from({ length: 3 }, () => send(http, large, options));
    expect(await Promise.all(sending)).toEqual([503, 503, 503]);
  }
});

test('A sender that finds the budget used up reads that it has to retry, while it sends', async () => {
  const { http } = await receivingRows({ limits: { inFlight: 2 * MIB } });
  const headers = { 'content-type': PROTOBUF, 'content-length': allowed.length };
  const sending = [1, 2, 3].map(() => send(http, allowed, { agent: false, headers }));
  expect(await Promise.all(sending)).toEqual([429, 429, 429]);
});

test('A connection that is kept open carries the next request after one that was refused', async () => {
  const { http } = await receivingRows();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set<unknown>();
  agent.on('free', (socket) => sockets.add(socket));
  for (let round = 0; round < 3; round += 1) {
    const large = { agent, headers: { 'content-type': PROTOBUF, 'content-length': body.length } };
    expect(await send(http, body, large)).toBe(413);
    const small = encode(requestOf(otlpSpan(1)));
    expect(await send(http, small, { agent, headers: { 'content-type': PROTOBUF } })).toBe(200);
  }
  expect(sockets.size).toBe(1);
  agent.destroy();
});

test('What a refused client sends is discarded within a bound, and then the connection is closed', async () => {
  const { http } = await receivingRows({ limits: { body: 1000, drain: MIB } });
  const socket = await open(http);
  socket.on('error', () => {});
  const response = readResponse(socket);
  socket.write(`POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${PROTOBUF}\r\nContent-Length: 999999999\r\n\r\n`);
  expect((await response).status).toBe(413);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const sendOn = (): void => {
    while (socket.write(Buffer.alloc(65_536)));
  };
  socket.on('drain', sendOn);
  sendOn();
  await closed;
});

test('A refused client that sends nothing more is disconnected', async () => {
  const { http } = await receivingRows({ limits: { body: 1000, drainTimeout: 50 } });
  const socket = await open(http);
  const response = readResponse(socket);
  socket.write(`POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${PROTOBUF}\r\nContent-Length: 5000\r\n\r\n`);
  expect((await response).status).toBe(413);
  socket.resume();
  await once(socket, 'end');
  socket.destroy();
});

describe('A client that asks before it sends (Expect: 100-continue)', () => {
  const head = (length: number): string =>
    `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${PROTOBUF}\r\nExpect: 100-continue\r\n` +
    `Content-Length: ${length}\r\n\r\n`;

  test('is told to continue, and its spans are stored', async () => {
    const { http } = await receivingRows();
    const spans = encode(requestOf(otlpSpan(1)));
    const socket = await open(http);
    const asked = readResponse(socket);
    socket.write(head(spans.length));
    expect((await asked).status).toBe(100);
    const response = readResponse(socket);
    socket.write(spans);
    expect((await response).status).toBe(200);
    socket.destroy();
  });

  test('is refused before it sends a byte', async () => {
    const { http } = await receivingRows();
    const socket = await open(http);
    const response = readResponse(socket);
    socket.write(head(body.length));
    const { status, headers } = await response;
    expect([status, headers.connection]).toEqual([413, 'close']);
    socket.resume();
    await once(socket, 'end');
    socket.destroy();
  });
});

describe('Other clients', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-test-'));
  const file = join(folder, 'body');
  beforeAll(() => writeFileSync(file, body));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  if (isThere('curl'))
    test('curl prints the status, asking first or not', async () => {
      const { http } = await receivingRows({ token: 'a-secret' });
      for (const expect_ of ['Expect:', 'Expect: 100-continue']) {
        const args = ['-s', '-S', '-o', join(folder, 'answer'), '-w', '%{http_code}', '--data-binary', `@${file}`];
        const curl = [...args, '-H', `Content-Type: ${PROTOBUF}`, '-H', expect_, `${http}/v1/traces`];
        const outputs = await Promise.all([1, 2, 3].map(() => run('curl', curl)));
        expect(outputs.map(({ stdout }) => stdout)).toEqual(['401', '401', '401']);
      }
    });

  if (isThere('python3'))
    test('Python reads the answer after it has sent everything', async () => {
      const { http } = await receivingRows();
      const script = `
import http.client, sys, urllib.request, urllib.error
def one(close):
    connection = http.client.HTTPConnection(sys.argv[1])
    headers = {'Content-Type': '${PROTOBUF}', **({'Connection': 'close'} if close else {})}
    connection.request('POST', '/v1/traces', open(sys.argv[2], 'rb').read(), headers)
    return connection.getresponse().status
print([one(close) for close in (False, True) for _ in range(3)])
`;
      const { stdout } = await run('python3', ['-c', script, http.replace('http://', ''), file]);
      expect(stdout.trim()).toBe('[413, 413, 413, 413, 413, 413]');
    });
});

test.each([
  ['a body', `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${PROTOBUF}\r\nContent-Length: 5000\r\n\r\nx`],
  [
    'a chunked body',
    `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${PROTOBUF}\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n`,
  ],
  ['a head', 'POST /v1/traces HTTP/1.1\r\nHost: x\r\n'],
  ['nothing', ''],
])('Clients that are slow to send %s are disconnected, and make room for others', async (_what, bytes) => {
  const { http } = await receivingRows({ limits: { connections: 20, inFlight: 5000, requestTimeout: 200 } });
  const sockets = await Promise.all(Array.from({ length: 20 }, () => open(http)));
  const ended = sockets.map(async (socket) => {
    socket.on('error', () => {}).resume();
    if (bytes !== '') socket.write(bytes);
    await new Promise((resolve) => socket.once('close', resolve));
  });
  await Promise.all(ended);
  expect((await post(http, encode(requestOf(otlpSpan(1))))).status).toBe(200);
});

test('A body that arrives byte by byte holds as much of the budget as it has bytes, and is stored', async () => {
  const spans = encode(requestOf(otlpSpan(1, { name: 'x'.repeat(20_000) })));
  // up to twice the body, and its rows
  const { http } = await receivingRows({ limits: { inFlight: 4 * spans.length } });
  const socket = await open(http);
  socket.setNoDelay(true);
  const response = readResponse(socket);
  socket.write(
    `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${PROTOBUF}\r\nContent-Length: ${spans.length}\r\n\r\n`,
  );
  for (const byte of spans) await new Promise<void>((resolve) => socket.write(Buffer.of(byte), () => resolve()));
  expect((await response).status).toBe(200);
  socket.destroy();
  const again = await post(http, spans);
  expect(decodeAs('ExportTraceServiceResponse', Buffer.from(await again.arrayBuffer()))).toEqual({});
});
