/** Promise 5: Node streams are followed to their end; nothing is read from them, and no error handled. */
import { EventEmitter, once } from 'node:events';
import { PassThrough, Readable, Transform, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { SpanStatusCode } from '@opentelemetry/api';
import { recordSpans } from 'spanlink/testing';
import { Files } from './files';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const files = new Files();
const upperCase = (): Transform =>
  new Transform({ transform: (chunk, _, done) => done(null, String(chunk).toUpperCase()) });
const status = (): unknown => recorder.span('Files.give').status;

test('the span of a readable ends when it was read to its end', async () => {
  const readable = files.give(Readable.from(['a', 'b']));
  await setImmediate();
  expect(recorder.unfinished).toHaveLength(1);
  expect(await readable.toArray()).toEqual(['a', 'b']);
  expect(recorder.span('Files.give').attributes).toEqual({ 'result.type': 'Readable' });
});

test('a readable is not read by being followed', async () => {
  const read = jest.fn(function (this: Readable) {
    this.push(null);
  });
  const readable = files.give(new Readable({ read }));
  await setImmediate();
  expect(read).not.toHaveBeenCalled();
  expect(readable.readableFlowing).toBeNull();
  readable.resume();
  await once(readable, 'close');
  expect(recorder.unfinished).toEqual([]);
});

test('the span of a transform ends when its output has been read', async () => {
  const transform = files.give(upperCase());
  transform.end('a');
  await setImmediate();
  expect(recorder.unfinished).toHaveLength(1);
  expect(String(await transform.toArray())).toBe('A');
  expect(status()).toEqual({ code: SpanStatusCode.UNSET });
});

test('the span of a writable ends when all was written', async () => {
  const writable = files.give(new Writable({ write: (_chunk, _encoding, done) => done() }));
  writable.write('a');
  await setImmediate();
  expect(recorder.unfinished).toHaveLength(1);
  writable.end('b');
  await finished(writable);
  expect(status()).toEqual({ code: SpanStatusCode.UNSET });
});

test('an error of the stream is an error of the span, once', async () => {
  const readable = files.give(
    new Readable({
      read() {
        this.destroy(new Error('disk'));
      },
    }),
  );
  await expect(readable.toArray()).rejects.toThrow('disk');
  expect(status()).toEqual({ code: SpanStatusCode.ERROR, message: 'disk' });
  expect(recorder.span('Files.give').events).toHaveLength(1);
});

test('a stream that is destroyed ends the span', async () => {
  const readable = files.give(Readable.from(['a']));
  readable.destroy();
  await once(readable, 'close');
  expect(status()).toEqual({ code: SpanStatusCode.UNSET });
});

test('a stream that does not destroy itself ends the span too', async () => {
  const quiet = { autoDestroy: false, emitClose: false };
  const readable = files.give(
    new Readable({
      ...quiet,
      read() {
        this.push(null);
      },
    }),
  );
  await readable.resume().toArray();
  const writable = files.give(new Writable({ ...quiet, write: (_chunk, _encoding, done) => done() }));
  writable.end();
  await once(writable, 'finish');
  const failing = files.give(new Writable({ ...quiet, write: (_chunk, _encoding, done) => done(new Error('full')) }));
  failing.on('error', () => undefined).write('a');
  await once(failing, 'error').catch(() => undefined);
  await setImmediate();
  expect(recorder.named('Files.give').map((span) => span.status.code)).toEqual([0, 0, SpanStatusCode.ERROR]);
});

test('a stream that has ended already ends the span at once', async () => {
  const readable = Readable.from([]);
  await readable.toArray();
  files.give(readable);
  const destroyed = new PassThrough();
  destroyed.destroy();
  files.give(destroyed);
  expect(recorder.named('Files.give')).toHaveLength(2);
});

test('a stream that several methods return gets one set of listeners, and ends the span of each', async () => {
  const socket = new PassThrough();
  for (let call = 0; call < 20; call++) files.give(socket);
  expect(recorder.unfinished).toHaveLength(20);
  expect(Math.max(...socket.eventNames().map((name) => socket.listenerCount(name)))).toBeLessThan(4);
  socket.end();
  await socket.resume().toArray();
  expect(recorder.named('Files.give')).toHaveLength(20);
});

test('the span of a promise of a stream ends with the stream', async () => {
  const readable = await files.giveLater(Readable.from(['a']));
  expect(recorder.unfinished).toHaveLength(1);
  await readable.toArray();
  expect(recorder.span('Files.giveLater')).toBeRootSpan();
});

test('an emitter that is no stream ends the span at once', () => {
  files.give(new EventEmitter());
  files.give({ pipe: () => undefined });
  files.give({
    get pipe(): never {
      throw new Error('read');
    },
    on: 1,
  });
  expect(recorder.named('Files.give')).toHaveLength(3);
});
