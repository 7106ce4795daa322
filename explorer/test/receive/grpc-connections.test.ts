/** The connections of gRPC clients: how many there may be, and how they end. */
import { once } from 'node:events';
import type { ClientHttp2Session } from 'node:http2';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { call, closeConnections, frame, isRead, session, silentConnection, statusOf } from './grpc-frames.js';
import { closeReceiving, encode, otlpSpan, receivingRows, requestOf } from './receiving.js';

afterEach(async () => {
  closeConnections();
  await closeReceiving();
});

const body = encode(requestOf(otlpSpan(1)));

/** Sends a span, and returns the status. */
async function exportOver(connected: ClientHttp2Session): Promise<string> {
  const stream = call(connected);
  stream.end(frame(body));
  return statusOf(stream);
}

test('A connection above the limit is taken in the place of the oldest that has no call', async () => {
  const { grpc } = await receivingRows({ limits: { connections: 2 } });
  const oldest = await session(grpc);
  const other = await session(grpc);
  const closed = once(oldest, 'close');
  const added = await session(grpc);
  await closed;
  expect([await exportOver(other), await exportOver(added)]).toEqual(['0', '0']);
});

test('A connection above the limit is refused while all others have calls, which are answered', async () => {
  const { grpc, receivers } = await receivingRows({ limits: { connections: 1 } });
  const busy = await session(grpc);
  const stream = call(busy);
  stream.write(frame(body).subarray(0, 20));
  await isRead(busy);
  expect(await exportOver(await session(grpc))).toMatch(/^none/);
  const status = statusOf(stream);
  stream.end(frame(body).subarray(20));
  expect(await status).toBe('0');
  expect(await exportOver(await session(grpc))).toBe('0');
  expect(receivers.counts().spans).toBe(2);
});

test('A connection that its client has closed makes room for another, at the expense of none', async () => {
  const { grpc } = await receivingRows({ limits: { connections: 2 } });
  const staying = await session(grpc);
  const leaving = await silentConnection(grpc);
  leaving.end();
  await once(leaving, 'close');
  await isRead(staying);
  expect(await exportOver(await session(grpc))).toBe('0');
  expect(await exportOver(staying)).toBe('0');
});

test('10,000 idle connections are bounded, and keep nobody out', async () => {
  const { grpc, receivers } = await receivingRows({ limits: { connections: 50 } });
  let closed = 0;
  for (let number = 0; number < 10_000; number += 100) {
    const sockets = await Promise.all(Array.from({ length: 100 }, () => silentConnection(grpc)));
    for (const socket of sockets)
      if (socket.destroyed) closed += 1;
      else socket.once('close', () => (closed += 1));
  }
  const stream = call(await session(grpc));
  stream.end(frame(body));
  expect(await statusOf(stream)).toBe('0');
  expect(receivers.counts().spans).toBe(1);
  while (closed < 9950) await new Promise((resolve) => setImmediate(resolve));
});

test('A client that vanished is found by its silence, and its calls are dropped', async () => {
  const { grpc } = await receivingRows({ limits: { grpcCalls: 1, keepalive: 1_000 } });
  // speaks HTTP/2 up to an open call, and then answers no ping
  const silent = await silentConnection(grpc);
  silent.write(await recordedCall());
  const closed = once(silent, 'close');
  const alive = await session(grpc);
  await closed;
  const stream = call(alive);
  stream.end(frame(body));
  expect(await statusOf(stream)).toBe('0');
});

/** The bytes that a client sends to open a call. */
async function recordedCall(): Promise<Buffer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const { port } = server.address() as { port: number };
  const client = await session(`127.0.0.1:${port}`);
  call(client).write(frame(body).subarray(0, 10));
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

test('Bytes that are no HTTP/2 do not disturb others', async () => {
  const { grpc } = await receivingRows();
  for (const bytes of [
    'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
    '\0'.repeat(100_000),
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nxxxxxxxxxxx',
  ]) {
    const socket = await silentConnection(grpc);
    socket.write(bytes);
    await new Promise((resolve) => socket.once('close', resolve));
  }
  const stream = call(await session(grpc));
  stream.end(frame(body));
  expect(await statusOf(stream)).toBe('0');
});

test('Closing waits for the calls that are open, and then ends their connections', async () => {
  const { grpc, receivers } = await receivingRows();
  const connected = await session(grpc);
  const stream = call(connected);
  stream.write(frame(body).subarray(0, 20));
  await isRead(connected);
  const closing = receivers.close();
  stream.end(frame(body).subarray(20));
  expect(await statusOf(stream)).toBe('0');
  await closing;
  expect(receivers.counts().spans).toBe(1);
});
