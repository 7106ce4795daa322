/** `inSpan` calls a body in a span: what `@Span` expands to. */
import { Readable } from 'node:stream';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { inSpan, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, message } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

test('inSpan returns what its body returns, and passes the guard to it', () => {
  const result = inSpan('block', (span) => {
    span.setAttribute('a', 1);
    expect(SpanGuard.current()).toBe(span);
    expect(trace.getActiveSpan()).toBe(span.span);
    return 7;
  });
  expect(result).toBe(7);
  expect(recorder.span('block').attributes).toEqual({ a: 1 });
});

test('inSpan ends the span of an async body when the body ends', async () => {
  const promise = inSpan('block', async () => {
    await Promise.resolve();
    return 7;
  });
  expect(recorder.unfinished).toHaveLength(1);
  await expect(promise).resolves.toBe(7);
  expect(recorder.unfinished).toEqual([]);
});

test('inSpan throws what its body throws', async () => {
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

test('inSpan follows generators and streams that its body returns', async () => {
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

test('inSpan takes the options of @Span', () => {
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

test('inSpan ignores options that are undefined', () => {
  expect(inSpan('block', undefined as never, () => 7)).toBe(7);
  expect(recorder.span('block')).toBeRootSpan();
});

test('inSpan nests', () => {
  inSpan('outer', () => inSpan('inner', () => undefined));
  expect(recorder.span('inner')).toBeChildOf(recorder.span('outer'));
});
