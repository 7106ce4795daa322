/** A method that returns an Observable has a span for each subscription, from its start to its end. */
import { setTimeout } from 'node:timers/promises';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { defer, lastValueFrom, Observable, of, Subject, takeUntil, throwError } from 'rxjs';
import { inSpan, LinkFrom, Span, SpanGuard, startSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { followObservables } from 'spanlink/rxjs';
import { cause, type Message, message } from '../fixtures/spans';
import { declareObjects, declareObservables } from './declare-return-types';

const recorder = recordSpans();
followObservables();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const spanId = (): string | undefined => trace.getActiveSpan()?.spanContext().spanId;

class Orders {
  readonly events = new Subject<number>();
  readonly steps: string[] = [];

  @Span()
  all(): Observable<number> {
    return of(1, 2, 3);
  }

  @Span()
  ids(): Observable<string | undefined> {
    return new Observable((subscriber) => {
      subscriber.next(spanId());
      void setTimeout(1).then(() => {
        subscriber.next(spanId());
        startSpan('query').complete();
        subscriber.complete();
      });
      return () => void this.steps.push(`teardown in ${spanId() ?? 'none'}`);
    });
  }

  @Span({ isError: (error) => error !== 'not found' })
  failing(error: unknown): Observable<never> {
    return throwError(() => error);
  }

  @Span()
  live(): Observable<number> {
    return new Observable((subscriber) => {
      this.events.subscribe(subscriber);
      return () => {
        startSpan('teardown').complete();
      };
    });
  }

  @LinkFrom((order: Message) => order, { relation: 'origin' })
  @Span({ attributes: (_order: Message, tenant: string) => ({ tenant }) })
  placed(_order: Message, _tenant: string): Observable<number> {
    return of(1);
  }

  @Span()
  assembling(): Observable<number> {
    this.steps.push('assembled');
    return defer(() => of(this.steps.push('subscribed')));
  }
}

// known in both ways: by its metadata, and by its earlier results
describe.each(['declared', 'learned'])('A method whose Observables are %s', (known) => {
  class Shop extends Orders {}
  const shop = new Shop();
  beforeAll(async () => {
    (known === 'declared' ? declareObservables : declareObjects)(
      Shop,
      'all',
      'ids',
      'failing',
      'live',
      'placed',
      'assembling',
    );
    if (known === 'learned') {
      await lastValueFrom(shop.ids());
      for (const given of [shop.all(), shop.failing(1), shop.live(), shop.placed(message(9), ''), shop.assembling()])
        given.subscribe({ error: () => undefined }).unsubscribe();
    }
    shop.steps.length = 0;
    recorder.reset();
  });

  test('has no span before somebody subscribes', () => {
    shop.steps.length = 0;
    const observable = shop.assembling();
    expect(shop.steps).toEqual(['assembled']);
    expect([...recorder.spans, ...recorder.unfinished]).toEqual([]);
    observable.subscribe();
    expect(recorder.span('Shop.assembling')).toBeRootSpan();
  });

  test('has a span for each subscription', async () => {
    const observable = shop.all();
    const seen: number[] = [];
    observable.subscribe((value) => seen.push(value));
    await lastValueFrom(observable);
    expect(seen).toEqual([1, 2, 3]);
    expect(recorder.named('Shop.all')).toHaveLength(2);
    expect(recorder.unfinished).toEqual([]);
  });

  test('has the active span of the subscriber as its parent', () => {
    let observable = of(0);
    inSpan('assembly', () => void (observable = shop.all()));
    inSpan('first', () => observable.subscribe());
    inSpan('second', () => observable.subscribe());
    const [first, second] = recorder.named('Shop.all');
    expect(first).toBeChildOf(recorder.span('first'));
    expect(second).toBeChildOf(recorder.span('second'));
  });

  test('ends the span at complete, before the subscriber is told', () => {
    const seen: unknown[] = [];
    shop
      .all()
      .subscribe({ next: () => seen.push(recorder.spans.length), complete: () => seen.push(recorder.spans.length) });
    expect(seen).toEqual([0, 0, 0, 1]);
    expect(recorder.span('Shop.all').status.code).toBe(SpanStatusCode.UNSET);
    expect(recorder.span('Shop.all').events).toEqual([]);
  });

  test('ends the span when an operator of the subscriber completes', () => {
    const done = new Subject<void>();
    shop.live().pipe(takeUntil(done)).subscribe();
    expect(recorder.unfinished.map(({ name }) => name)).toEqual(['Shop.live']);
    done.next();
    expect(recorder.span('Shop.live').status.code).toBe(SpanStatusCode.UNSET);
  });

  test('ends the span at unsubscribe, after a teardown in which it is active', () => {
    const subscription = shop.live().subscribe();
    expect(recorder.spans).toEqual([]);
    subscription.unsubscribe();
    subscription.unsubscribe();
    expect(recorder.spans.map(({ name }) => name)).toEqual(['teardown', 'Shop.live']);
    expect(recorder.span('teardown')).toBeChildOf(recorder.span('Shop.live'));
    expect(recorder.span('Shop.live').attributes).toEqual({});
    expect(recorder.span('Shop.live').status.code).toBe(SpanStatusCode.UNSET);
  });

  test.each([
    [new Error('declined'), 'declined'],
    [null, 'null'],
    [undefined, 'undefined'],
    ['text', 'text'],
  ])('ends the span at an error, %p, before the subscriber gets the same', (error, text) => {
    const seen: unknown[] = [];
    shop.failing(error).subscribe({ error: (given: unknown) => seen.push(given, recorder.spans.length) });
    expect(seen).toEqual([error, 1]);
    const span = recorder.span('Shop.failing');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: text });
    expect(span.events.map(({ name }) => name)).toEqual(['exception']);
  });

  test('asks isError if an error is one', () => {
    shop.failing('not found').subscribe({ error: () => undefined });
    expect(recorder.span('Shop.failing').status.code).toBe(SpanStatusCode.UNSET);
  });

  test('has the span active in the source, in later turns and in the teardown', async () => {
    shop.steps.length = 0;
    const outer = spanId();
    const seen: (string | undefined)[] = [];
    await new Promise<void>((resolve) => {
      shop.ids().subscribe({ next: (id) => seen.push(id), complete: resolve });
    });
    const span = recorder.span('Shop.ids');
    const { spanId: id } = span.spanContext();
    expect(seen).toEqual([id, id]);
    expect(recorder.span('query')).toBeChildOf(span);
    expect(shop.steps).toEqual([`teardown in ${id}`]);
    expect(spanId()).toBe(outer);
  });

  test('does not leak the span to the subscriber', async () => {
    const seen = new Set<unknown>();
    const key = Symbol('tenant');
    await context.with(context.active().setValue(key, 'acme'), () =>
      inSpan('caller', async () => {
        const look = (): void => void seen.add(context.active());
        look();
        await new Promise<void>((resolve) => {
          shop.ids().subscribe({ next: look, complete: () => (look(), resolve()) });
          look();
        });
        shop.failing(1).subscribe({ error: look });
        look();
        expect(context.active().getValue(key)).toBe('acme');
      }),
    );
    expect(seen.size).toBe(1);
  });

  test('resolves links and attributes at each subscription, from the arguments, before the span starts', () => {
    const observable = shop.placed(message(0), 'acme');
    observable.subscribe();
    observable.subscribe();
    const spans = recorder.named('Shop.placed');
    expect(spans).toHaveLength(2);
    for (const span of spans) {
      expect(span).toLinkTo(cause(0), { relation: 'origin' });
      expect(span).toHaveLinkCount(1);
      expect(span.attributes).toEqual({ tenant: 'acme' });
    }
  });

  test('adopts a pending guard at the first subscription', () => {
    class Guarded {
      @Span()
      run(_guard: SpanGuard): Observable<number> {
        return of(1);
      }
    }
    declareObservables(Guarded, 'run');
    const guard = new SpanGuard().link(message(0)).setAttribute('batch', 1);
    const observable = new Guarded().run(guard);
    expect(guard.state).toBe('pending');
    observable.subscribe();
    expect(guard.state).toBe('completed');
    expect(recorder.span('Guarded.run').spanContext()).toEqual(guard.spanContext());
    expect(recorder.span('Guarded.run')).toLinkTo(cause(0));
    expect(recorder.span('Guarded.run').attributes).toEqual({ batch: 1 });
    observable.subscribe();
    expect(recorder.named('Guarded.run')[1]).toLinkTo(cause(0));
  });
});
