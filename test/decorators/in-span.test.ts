/** `inSpan` calls a body in a span: what `@Span` expands to. */
import { Readable } from 'node:stream';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { inSpan, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, message } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

test('it gives what the body gives, with the guard at hand', () => {
  const result = inSpan('block', (span) => {
    span.setAttribute('a', 1);
    expect(SpanGuard.current()).toBe(span);
    expect(trace.getActiveSpan()).toBe(span.span);
    return 7;
  });
  expect(result).toBe(7);
  expect(recorder.span('block').attributes).toEqual({ a: 1 });
});

test('the span of an async body ends when that does', async () => {
  const promise = inSpan('block', async () => {
    await Promise.resolve();
    return 7;
  });
  expect(recorder.unfinished).toHaveLength(1);
  await expect(promise).resolves.toBe(7);
  expect(recorder.unfinished).toEqual([]);
});

test('what the body throws goes through', async () => {
  const error = new Error('thrown');
  expect(() =>
    inSpan('sync', () => {
      throw error;
    }),
  ).toThrow(error);
  await expect(
    inSpan('async', async () => {
      throw error;
    }),
  ).rejects.toBe(error);
  expect(recorder.spans.map(({ status }) => status.code)).toEqual([SpanStatusCode.ERROR, SpanStatusCode.ERROR]);
});

test('generators and streams that the body gives are followed', async () => {
  const steps = inSpan('steps', function* () {
    yield trace.getActiveSpan()?.spanContext().spanId;
  });
  const [spanId] = steps;
  expect(spanId).toBe(recorder.span('steps').spanContext().spanId);
  const stream = inSpan('stream', () => Readable.from(['a']));
  expect(recorder.unfinished).toHaveLength(1);
  await stream.toArray();
  expect(recorder.span('stream')).toBeRootSpan();
});

test('it takes the options of @Span', () => {
  const options = {
    kind: SpanKind.CONSUMER,
    attributes: () => ({ a: 1 }),
    links: message(0),
    result: (value: number) => ({ value }),
  };
  inSpan('block', options, () => 7);
  expect(recorder.span('block')).toMatchObject({ kind: SpanKind.CONSUMER, attributes: { a: 1, value: 7 } });
  expect(recorder.span('block')).toLinkTo(cause(0));
});

test('options that are left open are none', () => {
  expect(inSpan('block', undefined as never, () => 7)).toBe(7);
  expect(recorder.span('block')).toBeRootSpan();
});

test('blocks nest', () => {
  inSpan('outer', () => inSpan('inner', () => undefined));
  expect(recorder.span('inner')).toBeChildOf(recorder.span('outer'));
});
