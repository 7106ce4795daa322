/** `startSpan` returns the guard of a span that its caller completes. */
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { inSpan, SpanGuard, startSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, message } from '../fixtures/spans';

let recorder = recordSpans();
beforeEach(() => (recorder = recordSpans()));
afterAll(() => recorder.stop());

test('startSpan starts a span, which ends when the guard is completed', () => {
  const span = startSpan('held');
  expect(span.state).toBe('started');
  expect(recorder.unfinished).toHaveLength(1);
  expect(span.complete()).toBe(true);
  expect(span.state).toBe('completed');
  expect(recorder.span('held')).toBeRootSpan();
});

test('completing the guard of startSpan twice ends the span once', () => {
  const span = startSpan('held');
  expect([span.complete(), span.complete()]).toEqual([true, false]);
  span[Symbol.dispose]();
  expect(recorder.spans).toHaveLength(1);
});

test('`using` completes the guard of startSpan at the end of the block, also if that throws', () => {
  {
    using span = startSpan('used');
    span.setAttribute('a', 1);
    expect(recorder.spans).toEqual([]);
  }
  expect(recorder.span('used').attributes).toEqual({ a: 1 });
  expect(() => {
    using span = startSpan('thrown');
    span.addEvent('before');
    throw new Error('thrown');
  }).toThrow('thrown');
  expect(recorder.span('thrown').events).toHaveLength(1);
});

test('the span of startSpan is active inside `run` alone', () => {
  const span = startSpan('held');
  inSpan('outside', () => undefined);
  const result = span.run(() => {
    expect(trace.getActiveSpan()).toBe(span.span);
    expect(SpanGuard.current()).toBe(span);
    return inSpan('inside', () => 7);
  });
  span.complete();
  expect(result).toBe(7);
  expect(recorder.span('outside')).toBeRootSpan();
  expect(recorder.span('inside')).toBeChildOf(recorder.span('held'));
});

test('`run` returns or throws what its body does, and does not end the span', async () => {
  const span = startSpan('held');
  await expect(span.run(async () => trace.getActiveSpan())).resolves.toBe(span.span);
  const error = new Error('thrown');
  expect(() =>
    span.run(() => {
      throw error;
    }),
  ).toThrow(error);
  expect(span.state).toBe('started');
  span.complete();
  expect(recorder.span('held').status.code).toBe(SpanStatusCode.UNSET);
});

test('`fail` records the error, once, and does not end the span', () => {
  const span = startSpan('held');
  const error = new Error('failed');
  span.fail(error).fail(error);
  expect(span.state).toBe('started');
  span.fail(new Error('again')).complete();
  expect(recorder.span('held').events).toHaveLength(2);
  expect(recorder.span('held').status.code).toBe(SpanStatusCode.ERROR);
});

test('startSpan returns a guard that is disabled where the SDK fails', () => {
  recorder = recordSpans({ sampler: { shouldSample: () => JSON.parse('{') as never } });
  const span = startSpan('unlucky');
  expect(span.state).toBe('disabled');
  expect(span.run(() => 7)).toBe(7);
  expect([span.complete(), recorder.unfinished]).toEqual([false, []]);
});

test('startSpan takes links at the start, and its guard takes later ones', () => {
  const span = startSpan('held', { links: message(0) }).link(message(1), { relation: 'origin' });
  span.complete();
  expect(recorder.span('held')).toLinkTo(cause(0));
  expect(recorder.span('held')).toLinkTo(cause(1), { relation: 'origin' });
});

test('the span of startSpan is a child of the active span', () => {
  inSpan('outer', () => startSpan('held').complete());
  expect(recorder.span('held')).toBeChildOf(recorder.span('outer'));
});

test('the guard of startSpan is adopted by no method, as it has a span already', () => {
  const span = startSpan('held');
  inSpan('other', { links: () => span }, () => expect(SpanGuard.current()).not.toBe(span));
  span.complete();
  expect(recorder.span('other')).toLinkTo(recorder.span('held'));
});
