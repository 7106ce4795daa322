/** Promise 5: web streams are followed to their end, and not read. */
import { setImmediate } from 'node:timers/promises';
import { SpanStatusCode } from '@opentelemetry/api';
import { recordSpans } from 'spanlink/testing';
import { Files } from './files';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const files = new Files();
const status = (): unknown => recorder.span('Files.give').status;

test('the span of a web stream ends when it was read to its end', async () => {
  const stream = files.give(
    new ReadableStream({ start: (controller) => (controller.enqueue('a'), controller.close()) }),
  );
  await setImmediate();
  expect(recorder.unfinished).toHaveLength(1);
  const seen: unknown[] = [];
  for await (const chunk of stream) seen.push(chunk);
  await setImmediate();
  expect(seen).toEqual(['a']);
  expect(recorder.span('Files.give').attributes).toEqual({ 'result.type': 'ReadableStream' });
});

test('the span of a web stream ends when it is cancelled', async () => {
  const stream = files.give(new ReadableStream({ pull: () => undefined }));
  expect(stream.locked).toBe(false);
  await stream.cancel('enough');
  await setImmediate();
  expect(status()).toEqual({ code: SpanStatusCode.UNSET });
});

test('the span of a web stream ends with its error', async () => {
  const stream = files.give(new ReadableStream({ pull: (controller) => controller.error(new Error('network')) }));
  await expect(stream.getReader().read()).rejects.toThrow('network');
  await setImmediate();
  expect(status()).toEqual({ code: SpanStatusCode.ERROR, message: 'network' });
});

test('the span of a web stream ends when all was written, or aborted', async () => {
  await files.give(new WritableStream()).close();
  await files.give(new WritableStream()).abort(new Error('aborted'));
  await setImmediate();
  expect(recorder.named('Files.give').map((span) => span.status.code)).toEqual([0, SpanStatusCode.ERROR]);
});

test('the span of a promise of a web stream ends with the stream', async () => {
  const stream = await files.giveLater(new Response('body').body);
  await setImmediate();
  expect(recorder.unfinished).toHaveLength(1);
  for await (const _ of stream ?? []);
  await setImmediate();
  expect(recorder.unfinished).toEqual([]);
});

test('a value that only looks like a web stream ends the span at once', () => {
  const fake = { [Symbol.toStringTag]: 'ReadableStream' };
  expect(files.give(fake)).toBe(fake);
  expect(recorder.unfinished).toEqual([]);
});
