/** Promise 5: streams that nobody reads, that had failed before they were returned, or that are a connection. */
import { once } from 'node:events';
import { createServer, type AddressInfo, connect, type Server, Socket } from 'node:net';
import { spawn } from 'node:child_process';
import { get, request, createServer as createHttpServer } from 'node:http';
import { Duplex, PassThrough, Readable, Stream, Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { SpanStatusCode } from '@opentelemetry/api';
import { recordSpans } from 'spanlink/testing';
import { collectUntil } from '../fixtures/garbage';
import { Files } from './files';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const files = new Files();
const statuses = (): unknown[] => recorder.named('Files.give').map(({ status }) => status);

describe('a stream that nobody reads', () => {
  test.each<[string, () => object]>([
    ['a readable', () => new Readable({ read: () => undefined })],
    ['a writable', () => new Writable({ write: (_chunk, _encoding, done) => done() })],
    ['a transform', () => new PassThrough()],
    ['a readable web stream', () => new ReadableStream({ pull: () => undefined })],
    ['a writable web stream', () => new WritableStream()],
  ])('ends its span when it is collected, which says so: %s', async (_, make) => {
    const own = new Files();
    (() => void own.give(make()))();
    await collectUntil(() => recorder.named('Files.give').length > 0);
    expect(recorder.span('Files.give').attributes).toEqual({ 'spanlink.abandoned': true });
  });

  test('is collected although several calls wait for it', async () => {
    (() => {
      const stream = new PassThrough();
      for (let call = 0; call < 3; call++) files.give(stream);
    })();
    await collectUntil(() => recorder.named('Files.give').length === 3);
    expect(recorder.unfinished).toEqual([]);
  });

  test.each<[string, object]>([
    ['a log', new PassThrough()],
    ['a writable web stream', new WritableStream()],
  ])('is waited for by 1,000 calls at most, as it may live as long as the process: %s', async (_, stream) => {
    for (let call = 0; call < 1_000; call++) files.give(stream);
    expect(recorder.named('Files.give')).toHaveLength(0);
    for (let call = 0; call < 10; call++) expect(files.give(stream)).toBe(stream);
    expect(recorder.named('Files.give')).toHaveLength(10);
    await (stream instanceof WritableStream ? stream.close() : once((stream as PassThrough).destroy(), 'close'));
    await setImmediate();
    expect(statuses()).toEqual(new Array(1_010).fill({ code: SpanStatusCode.UNSET }));
  });

  test('is not said to be abandoned where it ended before it was collected', async () => {
    await (async () => {
      await files.give(Readable.from(['a'])).toArray();
    })();
    const left = new WeakRef(files.give(Readable.from(['b']).resume()));
    await collectUntil(() => left.deref() === undefined);
    expect(recorder.named('Files.give').map(({ attributes }) => attributes)).toEqual([
      { 'result.type': 'Readable' },
      { 'result.type': 'Readable' },
    ]);
  });
});

describe('a stream that failed before it was returned', () => {
  const failed = { code: SpanStatusCode.ERROR, message: 'disk' };

  test.each<[string, () => Readable | Writable]>([
    ['a readable', () => new Readable({ read: () => undefined })],
    ['a writable', () => new Writable()],
    ['a transform', () => new PassThrough()],
    ['one that does not destroy itself', () => new Readable({ autoDestroy: false, read: () => undefined })],
  ])('ends its span with that error: %s', async (_, make) => {
    const stream = make();
    stream.on('error', () => undefined).destroy(new Error('disk'));
    files.give(stream);
    expect(statuses()).toEqual([failed]);
    await setImmediate();
    files.give(stream);
    expect(statuses()).toEqual([failed, failed]);
  });

  test('ends the span of a promise with it, too', async () => {
    const stream = new PassThrough().on('error', () => undefined).destroy(new Error('disk'));
    await files.giveLater(stream);
    expect(recorder.span('Files.giveLater').status).toEqual(failed);
  });

  test('and a web stream', async () => {
    files.give(new ReadableStream({ start: (controller) => controller.error(new Error('disk')) }));
    await setImmediate();
    expect(statuses()).toEqual([failed]);
  });
});

describe('a connection', () => {
  let server: Server;
  beforeEach(async () => {
    server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => void server.close());
  const port = (): number => (server.address() as AddressInfo).port;

  test('ends the span of connect() once it is connected, and keeps nothing of ours', async () => {
    const socket = files.give(connect(port(), '127.0.0.1'));
    const before = new Socket().eventNames();
    expect(recorder.unfinished).toHaveLength(1);
    await once(socket, 'connect');
    expect(recorder.unfinished).toEqual([]);
    expect(socket.eventNames().filter((name) => !before.includes(name))).toEqual([]);
    files.give(socket);
    expect(statuses()).toEqual([{ code: SpanStatusCode.UNSET }, { code: SpanStatusCode.UNSET }]);
    socket.destroy();
    await once(socket, 'close');
  });

  test('that is refused ends it with the error', async () => {
    const refused = port();
    server.close();
    await once(server, 'close');
    const socket = files.give(connect(refused, '127.0.0.1'));
    await once(socket, 'error').catch(() => undefined);
    await new Promise((resolve) => (socket.closed ? resolve(0) : socket.once('close', resolve)));
    expect(recorder.span('Files.give').status.code).toBe(SpanStatusCode.ERROR);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  test('that is destroyed before it is there ends it', async () => {
    const socket = files.give(connect(port(), '127.0.0.1'));
    socket.destroy();
    await once(socket, 'close');
    expect(statuses()).toEqual([{ code: SpanStatusCode.UNSET }]);
  });

  test('is not a process’s pipe, which is followed to its end', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdout.write("a")']);
    const output = files.give(child.stdout);
    expect(recorder.unfinished).toHaveLength(1);
    output.resume();
    await once(output, 'close');
    expect(recorder.unfinished).toEqual([]);
  });

  test('is not any duplex, which is followed to its end', async () => {
    const duplex = files.give(
      new Duplex({
        read() {
          this.push(null);
        },
        write: (_chunk, _encoding, done) => done(),
      }),
    );
    expect(recorder.unfinished).toHaveLength(1);
    await duplex.resume().toArray();
    expect(recorder.unfinished).toEqual([]);
  });
});

test('messages of HTTP are followed: request, response, and what the server answers', async () => {
  const server = createHttpServer((_request, response) => void files.give(response).end('body')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const options = { port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false as const };
  const [response] = (await once(files.give(get(options)), 'response')) as [Readable];
  expect(await files.give(response).toArray()).toHaveLength(1);
  server.close();
  const refused = files.give(request(options));
  refused.end();
  await once(refused, 'error').catch(() => undefined);
  await setImmediate();
  expect(recorder.unfinished).toEqual([]);
  expect(recorder.named('Files.give')).toHaveLength(4);
});

test('a stream of the oldest kind is followed', () => {
  const stream = Object.assign(new Stream(), { readable: true, destroy: () => undefined });
  files.give(stream);
  expect(recorder.unfinished).toHaveLength(1);
  stream.emit('end');
  expect(recorder.unfinished).toEqual([]);
});
