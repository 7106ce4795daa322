/** What is forwarded finds no name, no answer, or nonsense. The explorer goes on, and ends when it is told to. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExporter } from '../../server/keep/forward/create-exporter';
import { readEndpoint } from '../../server/keep/forward/endpoint';
import { explorer, killAll } from '../cli/command';
import { post } from '../receive/receiving';
import { ERRORS, failed, spanOf } from './keeping';
import { encodeRequest, traceId } from './requests';

const folder = mkdtempSync(join(tmpdir(), 'spanlink-gone-'));
const rules = join(folder, 'keep.yaml');
writeFileSync(rules, `decision_wait: 0s\npolicies: [${ERRORS}]\n`);

const servers: { readonly server: Server; readonly sockets: Socket[] }[] = [];
afterEach(async () => {
  await killAll();
  for (const { server, sockets } of servers.splice(0)) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A server of TCP, which does that with each connection on which something was said. */
async function listening(answer: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined).once('data', () => answer(socket));
  });
  servers.push({ server, sockets });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const asked = once(server, 'connection');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const REQUEST = encodeRequest({ resource: { 'service.name': 'orders' }, spans: [spanOf('failure', failed)] });

describe.each(['http/protobuf', 'grpc'])('over %s', (protocol) => {
  const exportTo = async (url: string): Promise<unknown> => {
    const exporter = createExporter(readEndpoint({ url, protocol, timeout: '500' }, {}));
    try {
      return await exporter.export(REQUEST);
    } finally {
      exporter.close();
    }
  };

  test.each([
    ['answers nonsense', (socket: Socket) => void socket.end('\u0000nonsense\r\n'.repeat(100))],
    ['answers for ever', (socket: Socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{')],
    ['says nothing', () => undefined],
    ['cuts the connection', (socket: Socket) => void socket.resetAndDestroy()],
  ])('a receiver that %s is asked again', async (_, answer) => {
    const { url } = await listening(answer);
    expect(await exportTo(url)).toMatchObject({ outcome: 'unavailable' });
  });

  test('a receiver whose name nobody knows, as DNS is gone, is asked again', async () => {
    expect(await exportTo('http://collector.invalid:4318')).toMatchObject({ outcome: 'unavailable' });
  });
});

test.each([
  ['says nothing', async () => (await listening(() => undefined)).url],
  ['has no name, as DNS is gone', async () => 'http://collector.invalid:4318'],
])('While the receiver %s, the explorer receives and answers, and it ends when it is told to.', async (_, start) => {
  const receiver = await start();
  const data = join(folder, String(servers.length + Math.random()));
  const { url, http, stop } = await explorer(['--data', data, '--keep', rules, '--forward', receiver]);
  for (let request = 0; request < 20; request += 1) expect((await post(http, REQUEST)).status).toBe(200);
  const answer = await fetch(new URL(`/api/traces/${traceId('failure')}`, url));
  expect(await answer.text()).toContain('"failure"');
  expect(await stop('SIGTERM')).toBe(0);
});

test('An explorer whose clock is set back while a receiver is waited for forwards what it keeps.', async () => {
  const clock = join(folder, 'back.cjs');
  writeFileSync(clock, 'const now = Date.now; let n = 0; Date.now = () => now() - (n++ > 200 ? 3_600_000 : 0);\n');
  const { url, asked } = await listening((socket) =>
    socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n'),
  );
  const { http, stop } = await explorer(['--data', join(folder, 'back'), '--keep', rules, '--forward', url], {
    NODE_OPTIONS: `--require ${clock}`,
  });
  for (let request = 0; request < 20; request += 1) expect((await post(http, REQUEST)).status).toBe(200);
  await asked;
  expect(await stop('SIGTERM')).toBe(0);
});

test('With 64 MB for the heap, an explorer takes 40,000 spans, and answers.', async () => {
  const { url, http, stop } = await explorer(['--data', join(folder, 'small')], {
    NODE_OPTIONS: '--max-old-space-size=64',
  });
  const spans = Array.from({ length: 1_000 }, (_, at) => spanOf(`span ${at}`));
  for (let request = 0; request < 40; request += 1) {
    const body = encodeRequest({ resource: { 'service.name': 'orders' }, spans });
    expect((await post(http, body)).status).toBe(200);
  }
  const answer = await fetch(new URL('/api/services', url));
  expect(await answer.text()).toContain('"orders"');
  expect(await stop('SIGTERM')).toBe(0);
});
