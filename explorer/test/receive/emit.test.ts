/**
 * Rust's emit_otlp: the requests of its documented example with `span_links`, as they were recorded, and from the
 * program itself where cargo and the crates are there.
 */
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Store } from '../../server/store/open-store.js';
import { exchange } from './raw-http.js';
import { closeReceiving, receiving, stored } from './receiving.js';

afterEach(closeReceiving);

const FOLDER = join(__dirname, 'emit');
const TARGET = join(__dirname, '..', '..', '.cache', 'emit');

const expectSpan = async (store: Store): Promise<void> => {
  expect(await stored(store)).toEqual([
    expect.objectContaining({
      SpanName: 'Compute {a} + {b}',
      ServiceName: 'emit-sender',
      ScopeName: 'emit_sender',
      SpanAttributes: { a: '1', b: '3' },
      'Links.TraceId': ['0a85ccaf666e11aaca6bd5d469e2850d'],
      'Links.SpanId': ['2b9caa35eaefed3a'],
    }),
  ]);
  const links = await store.query(
    `SELECT OtherTraceId AS cause FROM ${store.tables.index} FINAL WHERE Entry = 'cause'`,
  );
  expect(links).toEqual([{ cause: '0a85ccaf666e11aaca6bd5d469e2850d' }]);
};

const recorded = (protocol: string): Buffer => readFileSync(join(FOLDER, `${protocol}.bin`));

test.each(['http-protobuf', 'http-json'])('The recorded request over %s is stored with its link', async (protocol) => {
  const { http, store } = await receiving();
  const bytes = recorded(protocol);
  expect(bytes.toString('latin1')).toMatch(/^POST http:\/\/127\.0\.0\.1:\d+\/v1\/traces HTTP\/1\.1\r\n/);
  expect((await exchange(http, bytes)).status).toBe(200);
  await expectSpan(store);
});

test('The recorded call over gRPC is stored with its link', async () => {
  const { grpc, store } = await receiving();
  const [host = '', port = ''] = grpc.split(':');
  const socket = connect(Number(port), host);
  socket.on('error', () => {});
  socket.write(recorded('grpc'));
  let answer = Buffer.alloc(0);
  while (!hasTrailers(answer)) answer = Buffer.concat([answer, ((await once(socket, 'data')) as [Buffer])[0]]);
  socket.destroy();
  await expectSpan(store);
});

/** Finds a frame of HEADERS that ends the stream 1. */
function hasTrailers(bytes: Buffer): boolean {
  for (let start = 0; start + 9 <= bytes.length; start += 9 + bytes.readUIntBE(start, 3))
    if (bytes[start + 3] === 1 && ((bytes[start + 4] ?? 0) & 1) === 1) return true;
  return false;
}

const cargo = (...args: string[]): { status: number | null; stderr: string } =>
  spawnSync('cargo', [...args, '--locked', '--manifest-path', join(FOLDER, 'Cargo.toml')], {
    encoding: 'utf8',
    // without a network, soon
    env: { ...process.env, CARGO_NET_RETRY: '1', CARGO_HTTP_TIMEOUT: '10' },
  });

// elsewhere, the recorded requests are what there is
if (cargo('fetch').status === 0) {
  describe('The program', () => {
    beforeAll(() => {
      const { status, stderr } = cargo('build', '--offline', '--target-dir', TARGET);
      if (status !== 0) throw new Error(stderr);
    }, 600_000);

    test.each(['http/protobuf', 'http/json', 'grpc'])(
      'sends its span over %s, which is stored with its link',
      async (protocol) => {
        const { http, grpc, store } = await receiving();
        const address = protocol === 'grpc' ? `http://${grpc}` : http;
        await promisify(execFile)(join(TARGET, 'debug', 'emit-sender'), [protocol, address]);
        await expectSpan(store);
      },
    );
  });
}
