/** Whatever fails, the subscriber gets the values of the source. */
import { trace, type Tracer, type TracerProvider } from '@opentelemetry/api';
import { lastValueFrom, Observable, of, throwError } from 'rxjs';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import { followObservables, withSpan } from 'spanlink/rxjs';
import { recordSpans } from 'spanlink/testing';
import { recordCounts, recordReports } from '../fixtures/reports';
import { recordSpansWith } from '../fixtures/spans';
import { declareObservables } from './declare-return-types';

const reports = recordReports();
const counts = recordCounts();
followObservables();

const boom = (): never => {
  throw new Error('boom');
};

class Store {
  @LinkFrom(boom)
  @Span({ attributes: boom, name: boom, links: boom, isError: boom })
  callbacks(error?: Error): Observable<number> {
    return error === undefined ? of(1) : throwError(() => error);
  }

  @Span()
  plain(_guard?: SpanGuard): Observable<number> {
    SpanGuard.current().link('nonsense').setAttribute('a', 1);
    return of(1, 2);
  }

  @Span()
  state(): Observable<string> {
    trace.getActiveSpan();
    return of(SpanGuard.current().state);
  }

  @Span()
  strange(): Observable<number> {
    return of(1);
  }
}
declareObservables(Store, 'callbacks', 'plain', 'state');

test('callbacks that throw at a subscription are reported once and counted, and leave the stream alone', async () => {
  const recorder = recordSpans();
  const store = new Store();
  expect(await lastValueFrom(store.callbacks())).toBe(1);
  const error = new Error('declined');
  await expect(lastValueFrom(store.callbacks(error))).rejects.toBe(error);
  expect(recorder.named('Store.callbacks')).toHaveLength(2);
  expect(reports.filter((report) => report.includes('attributes'))).toHaveLength(1);
  expect((await counts())['spanlink.callback.errors']).toBe(9);
  recorder.stop();
});

test('an SDK that throws when a span starts leaves the stream alone', async () => {
  const recorder = recordSpans();
  trace.disable();
  const tracer = { startSpan: boom, startActiveSpan: boom } as unknown as Tracer;
  trace.setGlobalTracerProvider({ getTracer: () => tracer } as TracerProvider);
  const guard = new SpanGuard();
  const observable = new Store().plain(guard);
  expect(await lastValueFrom(observable)).toBe(2);
  expect(await lastValueFrom(observable)).toBe(2);
  expect(await lastValueFrom(new Store().strange())).toBe(1);
  expect(await lastValueFrom(new Store().state())).toBe('disabled');
  expect(await lastValueFrom(of(3).pipe(withSpan('import')))).toBe(3);
  expect(guard.state).toBe('disabled');
  recorder.stop();
});

test('a processor that throws when a span ends leaves the stream alone', async () => {
  const recorder = recordSpansWith({ onEnd: boom });
  expect(await lastValueFrom(new Store().plain())).toBe(2);
  expect(recorder.spans).toHaveLength(1);
  recordSpans().stop();
});

test('a processor that reads the active span while one starts leaves the stream alone', async () => {
  const recorder = recordSpansWith({ onStart: () => void (trace.getActiveSpan(), SpanGuard.current().carrier()) });
  expect(await lastValueFrom(new Store().plain())).toBe(2);
  expect(recorder.span('Store.plain').attributes).toEqual({ a: 1 });
  recordSpans().stop();
});

test('metadata that throws or makes no sense is ignored', async () => {
  const recorder = recordSpans();
  const { getMetadata } = Reflect as unknown as { getMetadata: unknown };
  for (const nonsense of [boom, () => ({}), () => null, () => Object, () => () => undefined]) {
    Object.assign(Reflect, { getMetadata: nonsense });
    class Own extends Store {
      @Span()
      override strange(): Observable<number> {
        return of(1);
      }
    }
    expect(await lastValueFrom(new Own().strange())).toBe(1);
    expect(recorder.named('Own.strange')).toHaveLength(1);
    recorder.reset();
  }
  Object.assign(Reflect, { getMetadata });
  recorder.stop();
});

test('an RxJS that throws when an Observable is derived leaves the stream alone, and is reported', () => {
  const recorder = recordSpans();
  const observable = of(1);
  const { lift } = Observable.prototype;
  Observable.prototype.lift = boom;
  const given = [new Store().plain(), new Store().strange()];
  class Given {
    @Span()
    give(): Observable<number> {
      return observable;
    }
  }
  expect(new Given().give()).toBe(observable);
  Observable.prototype.lift = lift;
  const seen: number[] = [];
  for (const each of given) each.subscribe((value) => seen.push(value));
  expect(seen).toEqual([1, 2, 1]);
  expect(recorder.spans.map(({ name }) => name)).toEqual(['Store.plain', 'Store.strange', 'Given.give']);
  expect(recorder.unfinished).toEqual([]);
  expect(reports.filter((report) => report.includes('Given.give could not follow its Observable'))).toHaveLength(1);
  recorder.stop();
});

test('the operator leaves a value that is no Observable as it is, and reports that', () => {
  const value = { subscribe: () => undefined };
  expect(withSpan('wrong')(value as never)).toBe(value);
  expect(reports.filter((report) => report.includes("withSpan 'wrong' expected an Observable of RxJS"))).toHaveLength(
    1,
  );
});
