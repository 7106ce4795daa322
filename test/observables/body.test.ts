/** Work in the body of a method, before it returns its Observable, has its place in the trace. */
import { context, trace } from '@opentelemetry/api';
import { defer, EMPTY, type Observable, of } from 'rxjs';
import { inSpan, LinkFrom, Span, SpanGuard, startSpan, traced } from 'spanlink';
import { followObservables } from 'spanlink/rxjs';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';
import { declareObservables } from './declare-return-types';

const recorder = recordSpans();
const reports = recordReports();
followObservables();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Shop {
  @Span()
  eager(): Observable<number> {
    startSpan('child').complete();
    return of(1);
  }

  @Span({ attributes: () => ({ around: SpanGuard.current().state }) })
  within(key: symbol, other: SpanGuard): Observable<unknown> {
    const active = context.active().setValue(key, 'acme');
    return context.with(active, () => {
      SpanGuard.current().setAttribute('seen', String(context.active().getValue(key)));
      context.with(trace.setSpan(context.active(), other.span), () => startSpan('child of other').complete());
      expect([
        ...recorder.named('Shop.within'),
        ...recorder.unfinished.filter(({ name }) => name === 'Shop.within'),
      ]).toEqual([]);
      startSpan('child').complete();
      return of(context.active().deleteValue(key).getValue(key));
    });
  }

  @Span()
  completing(): Observable<number> {
    startSpan('child').complete();
    SpanGuard.current().complete();
    return of(1);
  }

  @LinkFrom(function () {
    // a selector that asks for the span about to start
    trace.getActiveSpan();
    return SpanGuard.current();
  })
  selecting(): Observable<number> {
    trace.getActiveSpan();
    return of(1);
  }

  @Span()
  outer(): Observable<number> {
    return this.inner();
  }

  @Span()
  inner(): Observable<number> {
    return of(1);
  }

  @Span()
  leaving(work: (promise: Promise<void>) => void): Observable<number> {
    work(Promise.resolve().then(() => void startSpan('left').complete()));
    return EMPTY;
  }
}
declareObservables(Shop, 'eager', 'within', 'completing', 'selecting', 'outer', 'inner', 'leaving');
const shop = new Shop();

test('a span that the method’s body needs starts there, and serves the first subscription', () => {
  const observable = shop.eager();
  expect(recorder.unfinished.map(({ name }) => name)).toEqual(['Shop.eager']);
  inSpan('first', () => observable.subscribe());
  expect(recorder.span('child')).toBeChildOf(recorder.span('Shop.eager'));
  inSpan('second', () => observable.subscribe());
  expect(recorder.named('Shop.eager')).toHaveLength(2);
  expect(recorder.named('Shop.eager')[0]).toBeRootSpan();
  expect(recorder.named('Shop.eager')[1]).toBeChildOf(recorder.span('second'));
});

test('the source of an Observable sees the context of the subscriber, with the span', () => {
  const key = Symbol('tenant');
  const early = traced(
    () => {
      startSpan('child').complete();
      return defer(() => of([context.active().getValue(key), trace.getActiveSpan()?.spanContext()]));
    },
    { name: 'early' },
  );
  const seen: unknown[] = [];
  const observable = early();
  context.with(context.active().setValue(key, 'acme'), () => observable.subscribe((value) => seen.push(...value)));
  expect(seen).toEqual(['acme', recorder.span('early').spanContext()]);
});

test('contexts that the body derives from its own have the span too, and start it no earlier', () => {
  const seen: unknown[] = [];
  const other = startSpan('other');
  inSpan('caller', () => void shop.within(Symbol('tenant'), other).subscribe((value) => seen.push(value)));
  other.complete();
  expect(seen).toEqual([undefined]);
  // options are computed in the context of the caller, as for any method
  expect(recorder.span('Shop.within').attributes).toEqual({ seen: 'acme', around: 'started' });
  expect(recorder.span('child of other')).toBeChildOf(recorder.span('other'));
  expect(recorder.span('child')).toBeChildOf(recorder.span('Shop.within'));
  expect(recorder.span('Shop.within')).toBeChildOf(recorder.span('caller'));
});

test('a span that the body has completed serves no subscription', () => {
  const observable = shop.completing();
  expect(recorder.spans.map(({ name }) => name)).toEqual(['child', 'Shop.completing']);
  observable.subscribe();
  observable.subscribe();
  expect(recorder.named('Shop.completing')).toHaveLength(3);
});

test('a selector may ask for the span that is about to start', () => {
  shop.selecting().subscribe();
  expect(recorder.span('Shop.selecting')).toHaveLinkCount(0);
  expect(reports).toEqual([]);
});

test('a method that returns the Observable of another has a span around that of the other', () => {
  const observable = shop.outer();
  observable.subscribe();
  observable.subscribe();
  const [first, second] = recorder.named('Shop.outer');
  const [inner, other] = recorder.named('Shop.inner');
  expect(inner).toBeChildOf(first as never);
  expect(other).toBeChildOf(second as never);
  expect(recorder.unfinished).toEqual([]);
});

test('work that the body leaves behind starts no span', async () => {
  const left: Promise<void>[] = [];
  shop.leaving((promise) => left.push(promise));
  await Promise.all(left);
  expect(recorder.span('left')).toBeRootSpan();
  expect(recorder.unfinished).toEqual([]);
});
