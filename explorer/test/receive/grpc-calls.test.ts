/** Calls of gRPC frame by frame, as no client library would send them. */
import { once } from 'node:events';
import { constants } from 'node:http2';
import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2';
import { deflateSync, gzipSync } from 'node:zlib';
import { call, closeConnections, frame, isRead, session, statusOf } from './grpc-frames.js';
import { closeReceiving, encode, otlpSpan, receivingRows, requestOf } from './receiving.js';

afterEach(async () => {
  closeConnections();
  await closeReceiving();
});

const body = encode(requestOf(otlpSpan(1)));

test.each([
  ['gzip twice, as emit_otlp sends it', ['gzip', 'gzip'], gzipSync(body)],
  ['gzip in a list', 'gzip,gzip', gzipSync(body)],
  ['identity first', ['identity', 'gzip'], gzipSync(body)],
  ['identity last', 'gzip, identity', gzipSync(body)],
  ['its name in capitals', 'GZIP', gzipSync(body)],
  ['deflate', 'deflate', deflateSync(body)],
])('A compressed message is unpacked whose header says %s', async (_what, encoding, message) => {
  const { grpc, receivers } = await receivingRows();
  const stream = call(await session(grpc), { 'grpc-encoding': encoding });
  stream.end(frame(message, 1));
  expect(await statusOf(stream)).toBe('0');
  expect(receivers.counts().spans).toBe(1);
});

test.each([
  'application/grpc',
  'application/grpc+proto',
  'Application/gRPC+Proto',
  'application/grpc;charset=utf-8',
  'application/grpc+proto; charset=utf-8',
])('A message of the type %s is taken, also if its header names a compression that it does not use', async (type) => {
  const { grpc } = await receivingRows();
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
  const { grpc, inserts } = await receivingRows();
  const stream = call(await session(grpc), headers);
  stream.end(message);
  expect(await statusOf(stream)).toMatch(status);
  expect(inserts).toEqual([]);
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
      if (stream.session) await isRead(stream.session as ClientHttp2Session);
      stream.end(more);
    },
  ],
])('A call with a second message, sent %s, is refused as a whole, as gRPC servers do', async (_how, send) => {
  const { grpc, inserts } = await receivingRows({ limits: { halfCloseTimeout: 20_000 } });
  for (const more of [frame(encode(requestOf(otlpSpan(2)))), frame(body).subarray(0, 3), Buffer.alloc(5)]) {
    const stream = call(await session(grpc));
    const status = statusOf(stream);
    await send(stream, more);
    expect(await status).toBe('12 A call of Export has one message, and this one has more. Send each in a call.');
  }
  expect(inserts).toEqual([]);
});

test('A call that never ends its side is answered once its message is whole, and holds nothing', async () => {
  const { grpc, receivers } = await receivingRows({ limits: { grpcCalls: 3, halfCloseTimeout: 50 } });
  for (let round = 1; round <= 5; round += 1) {
    const connected = await session(grpc);
    const streams = [1, 2, 3].map((number) => {
      const stream = call(connected);
      stream.write(frame(encode(requestOf(otlpSpan(10 * round + number)))));
      return stream;
    });
    expect(await Promise.all(streams.map(statusOf))).toEqual(['0', '0', '0']);
  }
  expect(receivers.counts().spans).toBe(15);
});

test('Calls that send nothing, or a part of a message, are held for a bounded time', async () => {
  const { grpc, receivers } = await receivingRows({ limits: { requestTimeout: 300 } });
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
  const { grpc } = await receivingRows({ append: () => stalled, limits: { storeTimeout: 100 } });
  const stream = call(await session(grpc));
  stream.end(frame(body));
  expect(await statusOf(stream)).toBe('14 The request was not stored after 0.1 seconds. Send it again.');
  release();
});

test('A client that does not take its response is disconnected from its call', async () => {
  const { grpc, receivers } = await receivingRows({ limits: { grpcCalls: 1, drainTimeout: 100 } });
  const stream = call(await session(grpc, { settings: { initialWindowSize: 0 } }));
  stream.end(frame(body));
  await once(stream, 'close');
  expect(stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
  const other = call(await session(grpc));
  other.end(frame(encode(requestOf(otlpSpan(2)))));
  expect(await statusOf(other)).toBe('0');
  expect(receivers.counts().spans).toBe(2);
});

test('A message that arrives byte by byte holds as much of the budget as it has bytes', async () => {
  const spans = encode(requestOf(otlpSpan(1, { name: 'x'.repeat(5000) })));
  const { grpc } = await receivingRows({ limits: { inFlight: 4 * spans.length } });
  const stream = call(await session(grpc));
  for (const byte of frame(spans)) await new Promise((resolve) => stream.write(Buffer.of(byte), resolve));
  stream.end();
  expect(await statusOf(stream)).toBe('0');
});

test('A refused call does not keep the others of its connection from sending', async () => {
  const { grpc, receivers } = await receivingRows();
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
  expect(receivers.counts().spans).toBe(3);
});

test('Streams that are opened and reset in a flood keep nobody out', async () => {
  const { grpc, receivers } = await receivingRows();
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
  expect(receivers.counts().spans).toBeGreaterThanOrEqual(2);
});

test('What is left of a message that is refused is discarded, and holds nothing of the budget', async () => {
  const { grpc } = await receivingRows({ limits: { grpcMessage: 1000, inFlight: 100_000 } });
  const connected = await session(grpc);
  for (let round = 0; round < 5; round += 1) {
    const stream = call(connected);
    stream.end(frame(Buffer.alloc(500_000, 1)));
    expect(await statusOf(stream)).toMatch(/^8 .*larger than 1000 bytes/);
  }
  const stream = call(connected);
  stream.end(frame(body));
  expect(await statusOf(stream)).toBe('0');
});

test('What a client sends after its message, while that is stored, is discarded and holds nothing', async () => {
  let release = (): void => {};
  const stalled = new Promise<void>((resolve) => (release = resolve));
  let start = (): void => {};
  const started = new Promise<void>((resolve) => (start = resolve));
  const append = (): Promise<void> => {
    start();
    return stalled;
  };
  // room for the rows of both calls, and none for the rest
  const { grpc } = await receivingRows({ append, limits: { halfCloseTimeout: 1, inFlight: 34_000 } });
  const connected = await session(grpc);
  const chatty = call(connected);
  chatty.write(frame(body));
  await started;
  chatty.write(Buffer.alloc(30_000));
  await isRead(connected);
  const other = call(connected);
  other.end(frame(encode(requestOf(otlpSpan(2)))));
  const statuses = [chatty, other].map(statusOf);
  await isRead(connected);
  release();
  expect(await Promise.all(statuses)).toEqual(['0', '0']);
});
