/** Observables with spans work in every operator as without. */
import { SpanStatusCode, trace } from '@opentelemetry/api';
import {
  catchError,
  concat,
  concatMap,
  config,
  defer,
  EMPTY,
  finalize,
  first,
  firstValueFrom,
  from,
  interval,
  lastValueFrom,
  map,
  mergeMap,
  NEVER,
  Observable,
  of,
  range,
  repeat,
  retry,
  share,
  shareReplay,
  Subject,
  switchMap,
  take,
  takeUntil,
  tap,
  throwError,
  toArray,
} from 'rxjs';
import { Span } from 'spanlink';
import { followObservables } from 'spanlink/rxjs';
import { recordSpans } from 'spanlink/testing';
import { declareObservables } from './declare-return-types';

const recorder = recordSpans();
followObservables();
beforeEach(() => recorder.reset());
afterEach(() => expect(recorder.unfinished).toEqual([]));
afterAll(() => recorder.stop());

class Source {
  failures = 0;
  produced = 0;

  @Span()
  endless(): Observable<number> {
    return new Observable((subscriber) => {
      for (this.produced = 0; !subscriber.closed;) subscriber.next(this.produced++);
    });
  }

  @Span()
  of<Value>(...values: Value[]): Observable<Value> {
    return of(...values);
  }

  @Span()
  flaky(): Observable<string> {
    return defer(() => (this.failures-- > 0 ? throwError(() => new Error('not yet')) : of('done')));
  }

  @Span()
  ticks(): Observable<number> {
    return interval(1);
  }

  @Span()
  never(): Observable<never> {
    return NEVER;
  }

  @Span()
  throwing(): Observable<never> {
    return new Observable(() => {
      throw new Error('in subscribe');
    });
  }

  @Span()
  broken(): Observable<number> {
    return of(1).pipe(map(() => JSON.parse('{') as number));
  }

  @Span()
  give<Value>(observable: Observable<Value>): Observable<Value> {
    return observable;
  }
}
declareObservables(Source, 'endless', 'of', 'flaky', 'ticks', 'never', 'throwing', 'broken', 'give');
const source = new Source();
const spans = (name: string): number => recorder.named(`Source.${name}`).length;

test('a source that emits all its values at once can be stopped', () => {
  const seen: number[] = [];
  source
    .endless()
    .pipe(take(3))
    .subscribe((value) => seen.push(value));
  expect([seen, source.produced]).toEqual([[0, 1, 2], 3]);
  expect(spans('endless')).toBe(1);
});

test('a subscriber may unsubscribe in its own next', () => {
  const seen: number[] = [];
  const stop = new Subject<void>();
  source
    .endless()
    .pipe(takeUntil(stop))
    .subscribe((value) => {
      seen.push(value);
      if (value === 1) stop.next();
    });
  expect([seen, spans('endless')]).toEqual([[0, 1], 1]);
});

test('firstValueFrom, lastValueFrom, forEach and their async forms end the span', async () => {
  expect(await firstValueFrom(source.of(1, 2))).toBe(1);
  expect(await firstValueFrom(source.ticks())).toBe(0);
  expect(await lastValueFrom(source.of(1, 2))).toBe(2);
  expect(await lastValueFrom(source.ticks().pipe(take(2), toArray()))).toEqual([0, 1]);
  await source.of(1).forEach(() => undefined);
  expect([spans('of'), spans('ticks')]).toEqual([3, 2]);
});

test('each try of retry has a span, beside the one before', async () => {
  source.failures = 2;
  expect(await lastValueFrom(source.flaky().pipe(retry(3)))).toBe('done');
  const tries = recorder.named('Source.flaky');
  expect(tries.map(({ status }) => status.code)).toEqual([
    SpanStatusCode.ERROR,
    SpanStatusCode.ERROR,
    SpanStatusCode.UNSET,
  ]);
  for (const each of tries) expect(each).toBeRootSpan();
});

test('each round of repeat and each of concat has a span, one after the other', async () => {
  expect(await lastValueFrom(source.of(1).pipe(repeat(3), toArray()))).toEqual([1, 1, 1]);
  expect(await lastValueFrom(concat(source.of(1), source.of(2)).pipe(toArray()))).toEqual([1, 2]);
  for (const each of recorder.named('Source.of')) expect(each).toBeRootSpan();
  expect(spans('of')).toBe(5);
});

test('share and shareReplay outside of the method subscribe once', async () => {
  const shared = source.ticks().pipe(take(2), share());
  await Promise.all([lastValueFrom(shared), lastValueFrom(shared)]);
  const replayed = source.of(1).pipe(shareReplay(1));
  await Promise.all([lastValueFrom(replayed), lastValueFrom(replayed)]);
  expect([spans('ticks'), spans('of')]).toEqual([1, 1]);
});

test('share inside the method gives each subscriber a span', async () => {
  const given = source.give(interval(1).pipe(take(2), share()));
  await Promise.all([lastValueFrom(given), lastValueFrom(given)]);
  expect(spans('give')).toBe(2);
});

test('switchMap ends the span of the Observable that it leaves', async () => {
  expect(await lastValueFrom(of(1, 2, 3).pipe(switchMap((n) => (n < 3 ? source.never() : source.of(n)))))).toBe(3);
  expect([spans('never'), spans('of')]).toEqual([2, 1]);
});

test('mergeMap and concatMap have a span for each Observable', async () => {
  expect(
    await lastValueFrom(
      range(0, 3).pipe(
        mergeMap((n) => source.of(n)),
        toArray(),
      ),
    ),
  ).toEqual([0, 1, 2]);
  expect(
    await lastValueFrom(
      range(0, 3).pipe(
        concatMap((n) => source.of(n)),
        toArray(),
      ),
    ),
  ).toEqual([0, 1, 2]);
  expect(spans('of')).toBe(6);
});

test('an error thrown in subscribe or in an operator is an error of the span', async () => {
  await expect(lastValueFrom(source.throwing())).rejects.toThrow('in subscribe');
  await expect(lastValueFrom(source.broken())).rejects.toThrow('JSON');
  expect(recorder.spans.map(({ status }) => status.code)).toEqual([SpanStatusCode.ERROR, SpanStatusCode.ERROR]);
});

test('an error thrown by operators of the subscriber is no error of the span', async () => {
  await expect(
    lastValueFrom(
      source.of(1).pipe(
        tap(() => {
          throw new Error('mine');
        }),
      ),
    ),
  ).rejects.toThrow('mine');
  expect(recorder.span('Source.of').status.code).toBe(SpanStatusCode.UNSET);
});

test('an error that subscribe itself throws is thrown as without us', () => {
  const closed = new Subject<number>();
  closed.unsubscribe();
  expect(() => closed.asObservable().subscribe()).toThrow('object unsubscribed');
  expect(() => source.give(closed.asObservable()).subscribe()).toThrow('object unsubscribed');
  expect(recorder.span('Source.give').status.code).toBe(SpanStatusCode.ERROR);
});

test('RxJS reports an error that no subscriber handles, and one that a subscriber throws', async () => {
  const unhandled = new Promise<unknown[]>((resolve) => {
    const errors: unknown[] = [];
    config.onUnhandledError = (error) => void (errors.push(error) === 2 && resolve(errors));
  });
  const [own, thrown] = [new Error('own'), new Error('thrown')];
  source.give(throwError(() => own)).subscribe();
  source.of(1).subscribe(() => {
    throw thrown;
  });
  expect(await unhandled).toEqual([own, thrown]);
  config.onUnhandledError = null;
});

test('a teardown that throws does so as without us, and the span ends', () => {
  const failing = new Observable<number>(() => () => {
    throw new Error('teardown');
  });
  const errorsOf = (observable: Observable<number>): unknown => {
    try {
      observable.subscribe().unsubscribe();
      return 'nothing';
    } catch (error) {
      return [(error as Error).name, (error as { errors: Error[] }).errors.map(({ message }) => message)];
    }
  };
  expect(errorsOf(source.give(failing))).toEqual(errorsOf(failing));
  expect(spans('give')).toBe(1);
});

test('callbacks and teardowns run in the same order as without us', () => {
  const run = (wrap: (from: Observable<number>) => Observable<number>): string[] => {
    const steps: string[] = [];
    const note = (step: string) => () => void steps.push(step);
    const origin = new Observable<number>((subscriber) => {
      steps.push('subscribe');
      subscriber.next(1);
      subscriber.complete();
      subscriber.next(2);
      return note('teardown');
    });
    wrap(origin.pipe(finalize(note('inner finalize'))))
      .pipe(finalize(note('outer finalize')))
      .subscribe({ next: note('next'), complete: note('complete') })
      .add(note('added'));
    const subscription = wrap(new Observable(() => note('second teardown')))
      .pipe(finalize(note('second finalize')))
      .subscribe();
    subscription.unsubscribe();
    return steps;
  };
  expect(run((given) => source.give(given))).toEqual(run((given) => given));
});

test('a subscriber of the deprecated kind, with the context of next, works', () => {
  config.useDeprecatedNextContext = true;
  const seen: number[] = [];
  source.endless().subscribe({
    next(this: { unsubscribe(): void }, value: number) {
      if (seen.push(value) === 2) this.unsubscribe();
    },
  } as never);
  config.useDeprecatedNextContext = false;
  expect(seen).toEqual([0, 1]);
});

test('a subscriber may be given to several Observables', () => {
  const seen: number[] = [];
  const both = new Observable<number>((subscriber) => {
    source.give(concat(of(1), NEVER)).subscribe(subscriber);
    source.of(2).subscribe(subscriber);
  });
  both.subscribe((value) => seen.push(value));
  expect([seen, spans('give'), spans('of')]).toEqual([[1, 2], 1, 1]);
});

test('a Subject may be the subscriber, and `from` and interop take the Observable', async () => {
  const subject = new Subject<number>();
  const all = lastValueFrom(subject.pipe(toArray()));
  source.of(1, 2).subscribe(subject);
  expect(await all).toEqual([1, 2]);
  const interop = { [(Symbol as { observable?: symbol }).observable ?? '@@observable']: () => source.of(3) };
  expect(await lastValueFrom(from(interop as never))).toBe(3);
});

test('an Observable that subscribes to itself again has a span for each subscription', () => {
  let left = 3;
  const again: Observable<number> = source.give(defer(() => (left-- > 0 ? concat(of(left), again) : EMPTY)));
  const seen: number[] = [];
  again.subscribe((value) => seen.push(value));
  expect(seen).toEqual([2, 1, 0]);
  const nested = recorder.named('Source.give');
  expect(nested).toHaveLength(4);
  expect(new Set(nested.map((span) => span.spanContext().traceId)).size).toBe(1);
});

test('errors that are caught and take over run in the subscriber’s context', async () => {
  const seen = await lastValueFrom(source.throwing().pipe(catchError(() => defer(() => of(trace.getActiveSpan())))));
  expect(seen).toBeUndefined();
});

test('first without a value rejects as without us', async () => {
  await expect(lastValueFrom(source.give(EMPTY).pipe(first()))).rejects.toThrow('no elements');
});

test('thousands of values and of subscriptions pass through', async () => {
  expect(await lastValueFrom(source.give(range(0, 50_000)))).toBe(49_999);
  const observable = source.of(1);
  for (let n = 0; n < 2_000; n++) observable.subscribe();
  expect(spans('of')).toBe(2_000);
});
