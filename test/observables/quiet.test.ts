/** Without an SDK, with tracing suppressed, and before anybody asked for it, Observables are the method's own. */
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { SamplingDecision } from '@opentelemetry/sdk-trace-node';
import { defer, type Observable, of } from 'rxjs';
import { LinkFrom, Span, SpanGuard, startSpan } from 'spanlink';
import { followObservables, withSpan } from 'spanlink/rxjs';
import { recordSpans } from 'spanlink/testing';
import { declareObservables } from './declare-return-types';

class Store {
  selections = 0;

  @LinkFrom(function (this: Store) {
    this.selections++;
    return null;
  })
  give<Value>(value: Value): Value {
    return value;
  }

  @Span()
  state(guard: SpanGuard): Observable<string> {
    return defer(() => of(guard.state));
  }
}
declareObservables(Store, 'give', 'state');

test('until followObservables, a method’s Observable is its own and the span ends at the return', () => {
  const recorder = recordSpans();
  const observable = of(1);
  expect(new Store().give(observable)).toBe(observable);
  expect(recorder.spans.map(({ name }) => name)).toEqual(['Store.give']);
  recorder.stop();
  followObservables();
  followObservables();
});

test('without an SDK, the Observable is the method’s own, and no selector runs', () => {
  const store = new Store();
  const observable = of(1);
  expect(store.give(observable)).toBe(observable);
  expect(store.selections).toBe(0);
  const guard = new SpanGuard();
  const seen: string[] = [];
  store.state(guard).subscribe((state) => seen.push(state));
  expect([seen, guard.state]).toEqual([['disabled'], 'disabled']);
});

test('with tracing suppressed, the Observable is the method’s own, and no selector runs', () => {
  const recorder = recordSpans();
  const observable = of(1);
  context.with(suppressTracing(context.active()), () => expect(new Store().give(observable)).toBe(observable));
  const given = new Store().give(observable);
  context.with(suppressTracing(context.active()), () => given.subscribe());
  expect([...recorder.spans, ...recorder.unfinished]).toEqual([]);
  given.subscribe();
  expect(recorder.spans).toHaveLength(1);
  recorder.stop();
});

test('a suppressed subscription leaves the next one its span', () => {
  const recorder = recordSpans();
  const guard = new SpanGuard();
  const given = new Store().state(guard);
  context.with(suppressTracing(context.active()), () => given.subscribe());
  expect(guard.state).toBe('pending');
  given.subscribe();
  expect(guard.state).toBe('completed');
  recorder.stop();
});

test('a subscription after the SDK is gone works without a span', () => {
  const recorder = recordSpans();
  const given = new Store().give(of(1));
  recorder.stop();
  const seen: number[] = [];
  given.subscribe((value) => seen.push(value));
  expect(seen).toEqual([1]);
  expect(recorder.spans).toEqual([]);
});

test('the operator makes spans as soon as there is an SDK', () => {
  const source = of(1).pipe(withSpan('import'));
  const seen: number[] = [];
  source.subscribe((value) => seen.push(value));
  const recorder = recordSpans();
  source.subscribe((value) => seen.push(value));
  expect(seen).toEqual([1, 1]);
  expect(recorder.spans.map(({ name }) => name)).toEqual(['import']);
  recorder.stop();
});

test('an unsampled span is active in the source and passes its context on', () => {
  const recorder = recordSpans({ sampler: { shouldSample: () => ({ decision: SamplingDecision.NOT_RECORD }) } });
  const flags: number[] = [];
  new Store().give(defer(() => of(startSpan('child').spanContext().traceFlags))).subscribe((flag) => flags.push(flag));
  expect(flags).toEqual([0]);
  expect(recorder.spans).toEqual([]);
  recorder.stop();
});
