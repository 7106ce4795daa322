/** Peers of gRPC that stop, vanish or stall, in processes and with sockets of their own: what they hold is bounded. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { join } from 'node:path';
import { closeReceiving, encode, otlpSpan, receiving, requestOf, stored } from './receiving.js';

const peers: ChildProcess[] = [];
const closing: { destroy(): void }[] = [];

afterEach(async () => {
  for (const each of closing.splice(0)) each.destroy();
  for (const peer of peers.splice(0)) {
    peer.kill('SIGKILL');
    if (peer.exitCode === null && peer.signalCode === null) await once(peer, 'exit');
  }
  await closeReceiving();
});

const message = encode(requestOf(otlpSpan(1)));
const framed = (body: Buffer): Buffer => {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(body.length, 1);
  return Buffer.concat([prefix, body]);
};

/** Starts a peer that opens calls with these bytes, and waits until the server has read them. */
async function peerWith(
  grpc: string,
  calls: number,
  bytes: Buffer,
): Promise<{ peer: ChildProcess; closed: Promise<void> }> {
  const peer = fork(join(__dirname, 'grpc-peer.mjs'), [grpc, String(calls), bytes.toString('hex')]);
  peers.push(peer);
  const said = (message: string): Promise<void> =>
    new Promise((resolve) => peer.on('message', (found) => found === message && resolve()));
  // both before either is awaited, as they may come together
  const [opened, closed] = [said('open'), said('closed')];
  await opened;
  return { peer, closed };
}

/** Connects and calls until both are admitted, and returns the status. */
async function statusOfNext(grpc: string, number: number): Promise<string> {
  for (;;) {
    const session = connectHttp2(`http://${grpc}`);
    closing.push(session);
    // others have all connections
    session.on('error', () => {});
    const stream = session.request({
      ':method': 'POST',
      ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.on('error', () => {});
    let status = '';
    for (const event of ['response', 'trailers'] as const)
      stream.on(event, (headers: Record<string, unknown>) => (status = String(headers['grpc-status'] ?? status)));
    stream.end(framed(encode(requestOf(otlpSpan(number)))));
    stream.resume();
    await new Promise((resolve) => stream.once('close', resolve));
    session.destroy();
    if (status !== '') return status;
  }
}

test.each([
  ['its message is not whole', framed(message).subarray(0, 12), { requestTimeout: 60_000, keepalive: 100 }],
  ['it never takes the answer', framed(message), { drainTimeout: 60_000, halfCloseTimeout: 1, keepalive: 100 }],
  ['the message is late, without keepalive', framed(message).subarray(0, 12), { requestTimeout: 200 }],
  ['it never takes the answer, without keepalive', framed(message), { drainTimeout: 200, halfCloseTimeout: 1 }],
])(
  'A process that is stopped (SIGSTOP) keeps its connection for a bounded time when %s',
  async (_what, bytes, limits) => {
    const { grpc, store } = await receiving({ limits: { keepalive: 3_600_000, connections: 1, ...limits } });
    // a slow machine may miss a ping before the process is stopped
    const { peer, closed } = await peerWith(grpc, 10, bytes);
    peer.kill('SIGSTOP');
    expect(await statusOfNext(grpc, 2)).toBe('0');
    expect((await stored(store)).map(({ SpanId }) => SpanId)).toContain('0000000000000002');
    peer.kill('SIGCONT');
    await closed;
  },
);

test('A client that drips its message byte by byte has the time of one message for all of it', async () => {
  const { grpc } = await receiving({ limits: { grpcCalls: 1, requestTimeout: 300 } });
  const session = connectHttp2(`http://${grpc}`);
  closing.push(session);
  await once(session, 'connect');
  const stream = session.request({
    ':method': 'POST',
    ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.on('error', () => {});
  const dripping = (async () => {
    // a message of 16 MB is never whole
    stream.write(Buffer.from([0, 0, 0x3f, 0xff, 0xff]));
    while (!stream.destroyed) {
      stream.write(Buffer.of(1));
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  const [headers] = (await once(stream, 'response')) as [Record<string, string>];
  expect(decodeURIComponent(headers['grpc-message'] ?? '')).toContain('The message was not there after 0.3 seconds');
  stream.resume();
  await dripping;
  expect(await statusOfNext(grpc, 2)).toBe('0');
});

test('A peer that stops reading, and asks for answers without end, is disconnected', async () => {
  const { grpc } = await receiving({ limits: { keepalive: 200 } });
  const [host = '', port = ''] = grpc.split(':');
  const socket = connect(Number(port), host);
  closing.push(socket);
  socket.on('error', () => {});
  socket.pause();
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  // SETTINGS, and then a PING after the other
  socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
  const pings = Buffer.concat(
    Array.from({ length: 4000 }, () => Buffer.from([0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8])),
  );
  const before = process.memoryUsage().rss;
  let isClosed = false;
  socket.once('close', () => (isClosed = true));
  while (!isClosed) {
    if (!socket.write(pings)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  expect(await statusOfNext(grpc, 2)).toBe('0');
});
