/** Without a context manager, the source of an Observable knows its span as it is subscribed to. */
import { context } from '@opentelemetry/api';
import { lastValueFrom, map, Observable, of } from 'rxjs';
import { inSpan, Span, SpanGuard } from 'spanlink';
import { followObservables, withSpan } from 'spanlink/rxjs';
import { recordSpans } from 'spanlink/testing';
import { cause, causeLink, linkTargets } from '../fixtures/spans';

followObservables();
const recorder = recordSpans();
context.disable();
beforeEach(() => recorder.reset());
afterEach(() => expect(recorder.unfinished).toEqual([]));
afterAll(() => recorder.stop());

class Rows {
  @Span()
  read(n: number, span = SpanGuard.current()): Observable<number> {
    span.setAttribute('asked', n);
    return new Observable<number>((subscriber) => {
      SpanGuard.current().link(cause(n));
      subscriber.next(n);
      subscriber.complete();
    });
  }
}

test('each subscription of a method has its own guard, and its subscriber that of its own call', async () => {
  const rows = new Rows();
  // the first call shows that the method gives Observables
  for (const n of [0, 1]) {
    await inSpan('reader', async (reader) => {
      const seen = lastValueFrom(rows.read(n).pipe(map(() => SpanGuard.current())));
      expect(await seen).toBe(reader);
    });
  }
  expect(recorder.named('Rows.read').map(linkTargets)).toEqual([[causeLink(0)], [causeLink(1)]]);
  expect(recorder.named('Rows.read').map(({ attributes }) => attributes.asked)).toEqual([0, 1]);
});

test('the operator’s span has its guard in everything above it, and not below', () => {
  const guards: SpanGuard[] = [];
  const look = map(() => void guards.push(SpanGuard.current()));
  of(1).pipe(look, withSpan('import'), look).subscribe();
  expect(guards.map(({ state }) => state)).toEqual(['completed', 'disabled']);
  expect(guards[0]?.spanContext()).toEqual(recorder.span('import').spanContext());
});
