/** Spans that start before anybody subscribes, and spans that nobody can end. */
import { from, lastValueFrom, Observable, of } from 'rxjs';
import { inSpan, Span, SpanGuard, startSpan, traced } from 'spanlink';
import { followObservables } from 'spanlink/rxjs';
import { recordSpans } from 'spanlink/testing';
import { collectUntil } from '../fixtures/garbage';
import { cause, message } from '../fixtures/spans';
import { declareObjects } from './declare-return-types';

const recorder = recordSpans();
followObservables();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Shop {
  /** Not known to return Observables before its first call. */
  @Span()
  fresh(): Observable<number> {
    return of(1);
  }

  @Span()
  async later(states: string[]): Promise<Observable<number>> {
    states.push(SpanGuard.current().state);
    await Promise.resolve();
    startSpan('query').complete();
    return of(1, 2);
  }
}
declareObjects(Shop, 'fresh');
const shop = new Shop();

describe('If a method is not known to return Observables,', () => {
  test('its span starts at the call, and serves the first subscription', () => {
    const observable = shop.fresh();
    expect(recorder.unfinished.map(({ name }) => name)).toEqual(['Shop.fresh']);
    inSpan('first', () => observable.subscribe());
    expect(recorder.span('Shop.fresh')).toBeRootSpan();
    recorder.reset();
    inSpan('second', () => observable.subscribe());
    expect(recorder.span('Shop.fresh')).toBeChildOf(recorder.span('second'));
    // and from then on it is known
    shop.fresh();
    expect(recorder.unfinished).toEqual([]);
  });

  test('the span of an Observable that nobody subscribes to ends when that is collected, and says so', async () => {
    const never = traced(function never() {
      return of(1);
    });
    for (let round = 0; round < 5; round++) (() => void never())();
    expect(recorder.spans).toEqual([]);
    await collectUntil(() => recorder.spans.length > 0);
    for (const span of recorder.spans) expect(span.attributes).toEqual({ 'spanlink.abandoned': true });
  });

  test('the span of a living subscription does not end when the Observable is collected', async () => {
    const stops: (() => void)[] = [];
    const live = traced(function live() {
      return new Observable<number>((subscriber) => {
        stops.push(() => subscriber.complete());
      });
    });
    const subscribed = (): WeakRef<object> => {
      const observable = live();
      observable.subscribe();
      return new WeakRef(observable);
    };
    // the engine may hold on to the last one
    const observables = Array.from({ length: 5 }, subscribed);
    await collectUntil(() => observables.some((one) => one.deref() === undefined));
    expect(recorder.spans).toEqual([]);
    for (const stop of stops) stop();
    expect(recorder.named('live').map(({ attributes }) => attributes)).toEqual([{}, {}, {}, {}, {}]);
  });

  test('inSpan follows an Observable, too', async () => {
    expect(await lastValueFrom(inSpan('block', (span) => of(span.spanContext())))).toEqual(
      recorder.span('block').spanContext(),
    );
  });
});

test('the span of a subscription that nothing can end any more ends when that is collected, and says so', async () => {
  const never = traced(() => new Observable<number>(() => undefined), { name: 'never' });
  const subscribeTwice = (): void => {
    const observable = never();
    observable.subscribe();
    observable.subscribe();
  };
  // the engine may hold on to the last ones: of five, more spans than one each
  for (let round = 0; round < 5; round++) subscribeTwice();
  await collectUntil(() => recorder.spans.length > 5);
  for (const span of recorder.spans) expect(span.attributes).toEqual({ 'spanlink.abandoned': true });
});

test('a promise of an Observable has its span from the call to the end of the first subscription', async () => {
  const states: string[] = [];
  for (const _ of [1, 2]) {
    recorder.reset();
    const observable = await shop.later(states);
    expect(recorder.unfinished.map(({ name }) => name)).toEqual(['Shop.later']);
    expect(await lastValueFrom(observable)).toBe(2);
    expect(recorder.span('query')).toBeChildOf(recorder.span('Shop.later'));
    expect(await lastValueFrom(from(observable))).toBe(2);
    expect(recorder.named('Shop.later')).toHaveLength(2);
  }
  expect(states).toEqual(['started', 'started']);
});

test('the links of a guard that the first call adopted are on every subscription', () => {
  const run = traced(function run(_guard: SpanGuard) {
    return of(1);
  });
  const guard = new SpanGuard().link(message(0));
  const observable = run(guard);
  expect(guard.state).toBe('started');
  guard.link(message(1));
  observable.subscribe();
  observable.subscribe();
  const [first, second] = recorder.named('run');
  expect(first).toLinkTo(cause(0));
  expect(first).toLinkTo(cause(1));
  expect(second).toLinkTo(cause(0));
  expect(second).toHaveLinkCount(1);
});

test('the links of a guard that an async method adopted are on every subscription', async () => {
  const run = traced(async (_guard: SpanGuard) => of(1), { name: 'run' });
  const observable = await run(new SpanGuard().link(message(0)));
  observable.subscribe();
  observable.subscribe();
  for (const span of recorder.named('run')) expect(span).toLinkTo(cause(0));
  expect(recorder.named('run')).toHaveLength(2);
});
