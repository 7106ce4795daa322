/**
 * Promise 5: web streams whose end Node does not know, those of a polyfill here, are seen to their end by their uses.
 */
import { setImmediate } from 'node:timers/promises';
import { SpanStatusCode } from '@opentelemetry/api';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';
import { Files } from './files';

type Polyfill = Pick<typeof globalThis, 'ReadableStream' | 'WritableStream' | 'TransformStream'>;
const { ReadableStream, WritableStream, TransformStream } = jest.requireActual<Polyfill>('web-streams-polyfill');

const recorder = recordSpans();
const reports = recordReports();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const files = new Files();

const letters = (): ReadableStream<string> =>
  files.give(
    new ReadableStream<string>({
      start(controller) {
        for (const letter of ['a', 'b']) controller.enqueue(letter);
        controller.close();
      },
    }),
  );
const failing = (): ReadableStream<string> =>
  files.give(new ReadableStream<string>({ pull: (controller) => controller.error(new Error('network')) }));
const endless = (): ReadableStream<string> => files.give(new ReadableStream<string>({ pull: (to) => to.enqueue('a') }));
const sink = (seen: string[] = []): WritableStream<string> =>
  new WritableStream({ write: (chunk: string) => void seen.push(chunk) });

const read = async (stream: ReadableStream<string>): Promise<string[]> => {
  const reader = stream.getReader();
  const seen: string[] = [];
  for (let step = await reader.read(); !step.done; step = await reader.read()) seen.push(step.value);
  return seen;
};
const iterate = async (stream: ReadableStream<string>): Promise<string[]> => {
  const seen: string[] = [];
  for await (const chunk of stream) seen.push(chunk);
  return seen;
};
const pipe = async (stream: ReadableStream<string>): Promise<string[]> => {
  const seen: string[] = [];
  await stream.pipeTo(sink(seen));
  return seen;
};
const through = (stream: ReadableStream<string>): Promise<string[]> => read(stream.pipeThrough(new TransformStream()));
const branch = async (stream: ReadableStream<string>): Promise<string[]> => {
  const [one, other] = stream.tee();
  return (await Promise.all([read(one), read(other)]))[0];
};

const codes = async (): Promise<unknown[]> => {
  await setImmediate();
  return recorder.named('Files.give').map(({ status }) => status.message ?? status.code);
};

test('the first of them says how their end is found', () => {
  files.give(new ReadableStream());
  files.give(new WritableStream());
  expect(reports).toHaveLength(1);
  expect(reports[0]).toContain('web streams do not tell their end here');
});

describe.each([
  ['by a reader', read],
  ['by a loop', iterate],
  ['by pipeTo', pipe],
  ['by pipeThrough', through],
  ['in two branches', branch],
])('one that is read %s', (_, use) => {
  test('ends its span at its end, and not before', async () => {
    const stream = letters();
    await setImmediate();
    expect(recorder.unfinished).toHaveLength(1);
    expect(await use(stream)).toEqual(['a', 'b']);
    expect(await codes()).toEqual([SpanStatusCode.UNSET]);
    expect(recorder.span('Files.give').attributes).toEqual({ 'result.type': 'ReadableStream' });
  });

  test('ends it with its error', async () => {
    await expect(use(failing())).rejects.toThrow('network');
    expect(await codes()).toEqual(['network']);
  });
});

test('one that is cancelled ends its span, by a reader, a loop that is left, or itself', async () => {
  await endless().cancel('enough');
  await endless().getReader().cancel('enough');
  for await (const _chunk of endless()) break;
  expect(await codes()).toEqual([0, 0, 0]);
});

test('one whose reader is given back goes on', async () => {
  const stream = letters();
  const reader = stream.getReader();
  await reader.read();
  reader.releaseLock();
  for await (const _chunk of stream.values({ preventCancel: true })) break;
  await setImmediate();
  expect(recorder.unfinished).toHaveLength(1);
  expect(await read(stream)).toEqual([]);
  expect(await codes()).toEqual([SpanStatusCode.UNSET]);
});

test('one in two branches ends its span when both of them have ended, or one has failed', async () => {
  const [one, other] = letters().tee();
  await read(one);
  await setImmediate();
  expect(recorder.unfinished).toHaveLength(1);
  await other.cancel();
  expect(await codes()).toEqual([SpanStatusCode.UNSET]);
  const [left] = failing().tee();
  await expect(read(left)).rejects.toThrow('network');
  expect(await codes()).toEqual([SpanStatusCode.UNSET, 'network']);
});

test('one has methods that the application may replace as before', async () => {
  const stream = letters();
  stream.cancel = async () => {};
  await stream.cancel();
  await setImmediate();
  expect(recorder.unfinished).toHaveLength(1);
});

test('one that is locked refuses as it did', async () => {
  const stream = endless();
  stream.getReader();
  await expect(stream.cancel()).rejects.toThrow(TypeError);
  expect(() => stream.pipeThrough(new TransformStream())).toThrow(TypeError);
  expect(() => stream.getReader()).toThrow(TypeError);
  await setImmediate();
  expect(recorder.unfinished).toHaveLength(1);
});

test('a writable ends its span when all was written, or it was aborted, or failed', async () => {
  const writer = files.give(sink()).getWriter();
  await writer.write('a');
  await writer.close();
  await files.give(sink()).close();
  await files.give(sink()).abort();
  await files.give(sink()).abort(new Error('aborted'));
  const full = files.give(new WritableStream({ write: () => Promise.reject(new Error('full')) })).getWriter();
  full.closed.catch(() => undefined);
  await expect(full.write('a')).rejects.toThrow('full');
  expect(await codes()).toEqual([0, 0, 0, 'aborted', 'full']);
});

test('the promise of one is followed too', async () => {
  const stream = await files.giveLater(new ReadableStream({ start: (controller) => controller.close() }));
  await setImmediate();
  expect(recorder.unfinished).toHaveLength(1);
  await stream.getReader().read();
  await setImmediate();
  expect(recorder.unfinished).toEqual([]);
});
