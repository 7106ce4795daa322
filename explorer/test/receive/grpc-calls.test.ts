/** Calls of gRPC frame by frame, as no client library would send them. */
import { once } from 'node:events';
import { connect as connectHttp2, constants } from 'node:http2';
import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { openReceivers } from '../../server/receive/open-receivers.js';
import { SpanBlock } from '../../server/store/span-block.js';
import { SPAN_COLUMNS } from '../../server/store/traces-table.js';
import { closeReceiving, encode, otlpSpan, receiving, requestOf, spanIdBytes, stored } from './receiving.js';

const PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const open: (ClientHttp2Session | Socket)[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) each.destroy();
  await closeReceiving();
});

async function session(grpc: string): Promise<ClientHttp2Session> {
  // the megabytes that a test sends wait in the client
  const connected = connectHttp2(`http://${grpc}`, { maxSessionMemory: 100 });
  connected.on('error', () => {});
  open.push(connected);
  await once(connected, 'connect');
  return connected;
}

function call(connected: ClientHttp2Session, headers: OutgoingHttpHeaders = {}): ClientHttp2Stream {
  const stream = connected.request({
    ':method': 'POST',
    ':path': PATH,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  stream.on('error', () => {});
  return stream;
}

const frame = (message: Buffer, flag: number = 0): Buffer => {
  const prefix = Buffer.alloc(5, flag);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
};

/** Waits for the end of a call, and returns its status with its message; `none` if the stream only closes. */
async function statusOf(stream: ClientHttp2Stream): Promise<string> {
  const found: Record<string, unknown> = {};
  stream
    .on('response', (headers) => Object.assign(found, headers))
    .on('trailers', (more) => Object.assign(found, more));
  stream.resume();
  await once(stream, 'close');
  const status = found['grpc-status'];
  if (status === undefined) return `none, HTTP ${String(found[':status'])}`;
  return `${String(status)} ${decodeURIComponent(String(found['grpc-message'] ?? ''))}`.trim();
}

const body = encode(requestOf(otlpSpan(1)));

test.each([
  ['gzip twice, as emit_otlp sends it', ['gzip', 'gzip'], gzipSync(body)],
  ['gzip in a list', 'gzip,gzip', gzipSync(body)],
  ['identity first', ['identity', 'gzip'], gzipSync(body)],
  ['identity last', 'gzip, identity', gzipSync(body)],
  ['its name in capitals', 'GZIP', gzipSync(body)],
  ['deflate', 'deflate', deflateSync(body)],
])('A compressed message is unpacked whose header says %s', async (_what, encoding, message) => {
  const { grpc, store } = await receiving();
  const stream = call(await session(grpc), { 'grpc-encoding': encoding });
  stream.end(frame(message, 1));
  expect(await statusOf(stream)).toBe('0');
  expect(await stored(store)).toHaveLength(1);
});

test.each([
  'application/grpc',
  'application/grpc+proto',
  'Application/gRPC+Proto',
  'application/grpc;charset=utf-8',
  'application/grpc+proto; charset=utf-8',
])('A message of the type %s is taken, also if its header names a compression that it does not use', async (type) => {
  const { grpc } = await receiving();
  const stream = call(await session(grpc), { 'content-type': type, 'grpc-encoding': 'zstd' });
  stream.end(frame(body));
  expect(await statusOf(stream)).toBe('0');
});

test.each<[string, OutgoingHttpHeaders, Buffer, RegExp]>([
  ['in an unknown compression', { 'grpc-encoding': 'zstd' }, frame(body, 1), /^12 .*grpc-encoding zstd/],
  ['in no compression that it names', {}, frame(body, 1), /^3 .*no grpc-encoding/],
  ['that is not compressed', { 'grpc-encoding': 'gzip' }, frame(body, 1), /^3 .*could not be unpacked/],
  ['cut short', {}, frame(body).subarray(0, 20), /^3 .*before its message was whole/],
  ['that is missing', {}, Buffer.alloc(0), /^3 .*Send one message/],
  ['of 4 GB', {}, Buffer.from([0, 255, 255, 255, 255]), /^8 .*larger than 4194304 bytes/],
  [
    'for another service',
    { ':path': '/a.B/C' },
    frame(body),
    /^12 .*TraceService.*MetricsService.*called at \/a\.B\/C/,
  ],
  [
    'in JSON',
    { 'content-type': 'application/grpc+json' },
    frame(body),
    /^12 .*in protobuf, .*has application\/grpc\+json/,
  ],
  ['of another type', { 'content-type': 'application/grpc-web' }, frame(body), /^none, HTTP 415$/],
  ['without a type', { 'content-type': 'text/plain' }, frame(body), /^none, HTTP 415$/],
  ['with another method', { ':method': 'PUT' }, frame(body), /^none, HTTP 405$/],
])('A message %s is refused with a sentence', async (_what, headers, message, status) => {
  const { grpc, store } = await receiving();
  const stream = call(await session(grpc), headers);
  stream.end(message);
  expect(await statusOf(stream)).toMatch(status);
  expect(await stored(store)).toEqual([]);
});

test.each([
  ['at once', (stream: ClientHttp2Stream, more: Buffer) => stream.end(Buffer.concat([frame(body), more]))],
  [
    'in a frame of its own',
    (stream: ClientHttp2Stream, more: Buffer) => {
      stream.write(frame(body));
      stream.end(more);
    },
  ],
  [
    'after the first has arrived',
    async (stream: ClientHttp2Stream, more: Buffer) => {
      stream.write(frame(body));
      await new Promise((resolve) => stream.session?.ping(resolve));
      stream.end(more);
    },
  ],
])('A call with a second message, sent %s, is refused as a whole, as gRPC servers do', async (_how, send) => {
  const { grpc, store } = await receiving({ limits: { halfCloseTimeout: 20_000 } });
  for (const more of [frame(encode(requestOf(otlpSpan(2)))), frame(body).subarray(0, 3), Buffer.alloc(5)]) {
    const stream = call(await session(grpc));
    const status = statusOf(stream);
    await send(stream, more);
    expect(await status).toBe('12 A call of Export has one message, and this one has more. Send each in a call.');
  }
  expect(await stored(store)).toEqual([]);
});

test('A call that never ends its side is answered once its message is whole, and holds nothing', async () => {
  const { grpc, store } = await receiving({ limits: { grpcCalls: 3, halfCloseTimeout: 50 } });
  for (let round = 1; round <= 5; round += 1) {
    const connected = await session(grpc);
    const streams = [1, 2, 3].map((number) => {
      const stream = call(connected);
      stream.write(frame(encode(requestOf(otlpSpan(10 * round + number)))));
      return stream;
    });
    expect(await Promise.all(streams.map(statusOf))).toEqual(['0', '0', '0']);
  }
  expect(await stored(store)).toHaveLength(15);
});

test('Calls that send nothing, or a part of a message, are held for a bounded time', async () => {
  const { grpc, receivers } = await receiving({ limits: { requestTimeout: 300 } });
  const sessions = await Promise.all([1, 2, 3, 4].map(() => session(grpc)));
  const held = sessions.flatMap((connected) =>
    Array.from({ length: 60 }, (_, index) => {
      const stream = call(connected);
      if (index % 2 === 0) stream.write(frame(body).subarray(0, 1 + (index % 30)));
      return statusOf(stream);
    }),
  );
  const statuses = await Promise.all(held);
  expect(new Set(statuses)).toEqual(new Set(['14 The message was not there after 0.3 seconds. Send it again.']));
  expect(receivers.counts().failedRequests).toBe(240);
  const stream = call(await session(grpc));
  stream.end(frame(body));
  expect(await statusOf(stream)).toBe('0');
});

test('A call whose spans the engine does not store in time is answered, and may be sent again', async () => {
  let release = (): void => {};
  const stalled = new Promise<void>((resolve) => (release = resolve));
  const store = {
    block: () => new SpanBlock(SPAN_COLUMNS),
    appendCounters: () => Promise.resolve(),
    append: () => stalled,
  };
  const limits = { storeTimeout: 100 };
  const receivers = await openReceivers(store, { httpPort: false, grpcPort: 0, limits });
  const stream = call(await session(receivers.grpc ?? ''));
  stream.end(frame(body));
  expect(await statusOf(stream)).toBe('14 The request was not stored after 0.1 seconds. Send it again.');
  release();
  await receivers.close();
});

test('A client that does not take its response is disconnected from its call', async () => {
  const { grpc, store } = await receiving({ limits: { grpcCalls: 1, drainTimeout: 100 } });
  const connected = connectHttp2(`http://${grpc}`, { settings: { initialWindowSize: 0 } });
  open.push(connected);
  await once(connected, 'connect');
  const stream = call(connected);
  stream.end(frame(body));
  await once(stream, 'close');
  expect(stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
  const other = call(await session(grpc));
  other.end(frame(encode(requestOf(otlpSpan(2)))));
  expect(await statusOf(other)).toBe('0');
  expect(await stored(store)).toHaveLength(2);
});

test('A message that arrives byte by byte holds as much of the budget as it has bytes', async () => {
  const spans = encode(requestOf(otlpSpan(1, { name: 'x'.repeat(5000) })));
  const { grpc } = await receiving({ limits: { inFlight: 4 * spans.length } });
  const stream = call(await session(grpc));
  for (const byte of frame(spans)) await new Promise((resolve) => stream.write(Buffer.of(byte), resolve));
  stream.end();
  expect(await statusOf(stream)).toBe('0');
});

test('A refused call does not keep the others of its connection from sending', async () => {
  const { grpc, store } = await receiving();
  const connected = await session(grpc);
  // more than the window of a connection
  const refused = Array.from({ length: 20 }, () => {
    const stream = call(connected, { 'grpc-encoding': 'zstd' });
    stream.end(frame(Buffer.alloc(1_000_000), 1));
    return statusOf(stream);
  });
  const streams = [1, 2, 3].map((number) => {
    const stream = call(connected);
    stream.end(frame(encode(requestOf(otlpSpan(number, { name: 'n'.repeat(60_000) })))));
    return statusOf(stream);
  });
  expect(new Set((await Promise.all(refused)).map((status) => status.slice(0, 2)))).toEqual(new Set(['12']));
  expect(await Promise.all(streams)).toEqual(['0', '0', '0']);
  expect(await stored(store)).toHaveLength(3);
});

test('A client that vanished is found by its silence, and its calls are dropped', async () => {
  const { grpc } = await receiving({ limits: { grpcCalls: 1, keepalive: 100 } });
  const [host = '', port = ''] = grpc.split(':');
  // speaks HTTP/2 up to an open call, and then answers no ping
  const silent = connect(Number(port), host);
  open.push(silent);
  await once(silent, 'connect');
  const recorded = await recordedCall();
  silent.write(recorded);
  silent.resume();
  const alive = await session(grpc);
  await once(silent, 'close');
  const stream = call(alive);
  stream.end(frame(body));
  expect(await statusOf(stream)).toBe('0');
});

/** The bytes that a client sends to open a call. */
async function recordedCall(): Promise<Buffer> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const { port } = server.address() as { port: number };
  const client = connectHttp2(`http://127.0.0.1:${port}`);
  client.on('error', () => {});
  const stream = call(client);
  stream.write(frame(body).subarray(0, 10));
  const [socket] = await accepted;
  let bytes = Buffer.alloc(0);
  // DATA is the last of the frames, and of ten bytes
  while (!bytes.includes(Buffer.from([0, 0, 10, 0])))
    bytes = Buffer.concat([bytes, ((await once(socket, 'data')) as [Buffer])[0]]);
  client.destroy();
  socket.destroy();
  server.close();
  return bytes;
}

test('10,000 idle connections are bounded, and keep nobody out', async () => {
  const { grpc, store } = await receiving({ limits: { connections: 50 } });
  const [host = '', port = ''] = grpc.split(':');
  let closed = 0;
  for (let number = 0; number < 10_000; number += 100) {
    const sockets = Array.from({ length: 100 }, () => connect(Number(port), host));
    for (const socket of sockets) socket.on('error', () => {}).once('close', () => (closed += 1));
    for (const socket of sockets) socket.resume();
    open.push(...sockets);
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  }
  const stream = call(await session(grpc));
  stream.end(frame(body));
  expect(await statusOf(stream)).toBe('0');
  expect(await stored(store)).toHaveLength(1);
  while (closed < 9950) await new Promise((resolve) => setImmediate(resolve));
});

test('Streams that are opened and reset in a flood keep nobody out', async () => {
  const { grpc, store } = await receiving();
  const flooding = await session(grpc);
  for (let number = 0; number < 5000 && !flooding.destroyed; number += 1) {
    const stream = call(flooding);
    stream.write(frame(body));
    stream.close(constants.NGHTTP2_CANCEL);
    if (number % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const stream = call(await session(grpc));
  stream.end(frame(encode(requestOf(otlpSpan(1), otlpSpan(2)))));
  expect(await statusOf(stream)).toBe('0');
  expect((await stored(store)).map(({ SpanId }) => SpanId)).toContain(spanIdBytes(2).toString('hex'));
});

test('Bytes that are no HTTP/2 do not disturb others', async () => {
  const { grpc } = await receiving();
  const [host = '', port = ''] = grpc.split(':');
  for (const bytes of [
    'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
    '\0'.repeat(100_000),
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nxxxxxxxxxxx',
  ]) {
    const socket = connect(Number(port), host);
    open.push(socket);
    socket.on('error', () => {});
    socket.resume();
    socket.write(bytes);
    await new Promise((resolve) => socket.once('close', resolve));
  }
  const stream = call(await session(grpc));
  stream.end(frame(body));
  expect(await statusOf(stream)).toBe('0');
});

test('Closing waits for the calls that are open, and then ends their connections', async () => {
  const { grpc, receivers, store } = await receiving();
  const connected = await session(grpc);
  const stream = call(connected);
  stream.write(frame(body).subarray(0, 20));
  await once(await firstPing(connected), 'end').catch(() => {});
  const closing = receivers.close();
  stream.end(frame(body).subarray(20));
  expect(await statusOf(stream)).toBe('0');
  await closing;
  expect(await stored(store)).toHaveLength(1);
});

/** Waits until the server has read what was sent, as its answer to a ping shows. */
const firstPing = (connected: ClientHttp2Session): Promise<ClientHttp2Stream> =>
  new Promise((resolve, reject) => {
    connected.ping((error) => (error ? reject(error) : resolve(call(connected, { 'content-type': 'text/plain' }))));
  });
