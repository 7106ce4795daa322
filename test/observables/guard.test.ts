/** The guard in the body of a method that returns an Observable, and among its arguments. */
import { trace } from '@opentelemetry/api';
import { defer, type Observable, of } from 'rxjs';
import { Span, SpanGuard, startSpan } from 'spanlink';
import { followObservables } from 'spanlink/rxjs';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';
import { cause, causeLink, linkTargets, type Message, message } from '../fixtures/spans';
import { declareObservables } from './declare-return-types';

const recorder = recordSpans();
const reports = recordReports();
followObservables();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Shop {
  @Span()
  linking(order: Message, span: SpanGuard = SpanGuard.current()): Observable<SpanGuard> {
    span.link(order, { relation: 'origin' }).setAttribute('order', 1).addEvent('assembled');
    return defer(() => of(SpanGuard.current()));
  }

  @Span()
  sending(): Observable<Record<string, string>> {
    return of(SpanGuard.current().carrier());
  }

  @Span()
  asking(): Observable<unknown> {
    const guard = SpanGuard.current();
    return of(
      guard.run(() => trace.getActiveSpan()?.spanContext()),
      guard.spanContext(),
    );
  }

  @Span()
  naming(): Observable<unknown> {
    return of(SpanGuard.current().spanContext());
  }
}
declareObservables(Shop, 'linking', 'sending', 'asking', 'naming');
const shop = new Shop();

test('a guard describes every subscription if called in the body, and one subscription if called in the source', () => {
  const observable = shop.linking(message(0));
  expect(recorder.unfinished).toEqual([]);
  const guards: SpanGuard[] = [];
  observable.subscribe((guard) => guards.push(guard));
  observable.subscribe((guard) => guards.push(guard));
  const spans = recorder.named('Shop.linking');
  expect(spans).toHaveLength(2);
  for (const [index, span] of spans.entries()) {
    expect(span).toLinkTo(cause(0), { relation: 'origin' });
    expect(linkTargets(span)).toEqual([causeLink(0)]);
    expect(span.attributes).toEqual({ order: 1 });
    expect(guards[index]?.spanContext()).toEqual(span.spanContext());
    expect(guards[index]?.state).toBe('completed');
  }
  expect(spans[0]?.events.map(({ name }) => name)).toEqual(['assembled']);
});

test('a guard has a span in the body if it is asked for one', () => {
  const carriers: unknown[] = [];
  shop.sending().subscribe((carrier) => carriers.push(carrier));
  const { traceId, spanId } = recorder.span('Shop.sending').spanContext();
  expect(carriers).toEqual([{ traceparent: `00-${traceId}-${spanId}-01` }]);

  const contexts: unknown[] = [];
  shop.asking().subscribe((found) => contexts.push(found));
  const own = recorder.span('Shop.asking').spanContext();
  expect(contexts).toEqual([own, own]);

  const names: unknown[] = [];
  shop.naming().subscribe((found) => names.push(found));
  expect(names).toEqual([recorder.span('Shop.naming').spanContext()]);
});

test('a guard passed as an argument has a span in the body, too, if it is asked for one', () => {
  class Guarded {
    @Span()
    run(_guard: SpanGuard): Observable<unknown> {
      return of(SpanGuard.current().carrier());
    }
  }
  declareObservables(Guarded, 'run');
  const carriers: unknown[] = [];
  const guard = new SpanGuard().link(message(0));
  new Guarded().run(guard).subscribe((carrier) => carriers.push(carrier));
  expect(carriers).toEqual([guard.carrier()]);
  expect(recorder.span('Guarded.run')).toLinkTo(cause(0));
});

test('an option may use the guard of the span that is about to start', () => {
  class Asking {
    guard: SpanGuard | undefined;

    @Span<[]>({
      attributes(this: Asking) {
        return { carried: Object.keys(this.guard?.carrier() ?? {}).length };
      },
    })
    run(): Observable<number> {
      this.guard = SpanGuard.current();
      startSpan('child').complete();
      return of(1);
    }
  }
  declareObservables(Asking, 'run');
  new Asking().run().subscribe();
  expect(recorder.span('Asking.run').attributes).toEqual({ carried: 0 });
  expect(recorder.span('child')).toBeChildOf(recorder.span('Asking.run'));
  expect(reports).toEqual([]);
});
