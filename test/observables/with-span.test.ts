/** The operator: a span for each subscription of a source that no method returns. */
import { type Attributes, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { BehaviorSubject, defer, EMPTY, lastValueFrom, map, NEVER, Observable, of, throwError, timer } from 'rxjs';
import { inSpan, linksFrom, SpanGuard } from 'spanlink';
import { withSpan } from 'spanlink/rxjs';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';
import { cause, message } from '../fixtures/spans';

const recorder = recordSpans();
const reports = recordReports();
beforeEach(() => recorder.reset());
afterEach(() => {
  expect(recorder.unfinished).toEqual([]);
  expect(reports.splice(0)).toEqual([]);
});
afterAll(() => recorder.stop());

test('the operator gives each subscription a span with links, attributes and kind', async () => {
  let n = 0;
  const source = of(1).pipe(
    withSpan('import', {
      kind: SpanKind.CONSUMER,
      links: () => linksFrom(message(n), { relation: 'origin' }),
      attributes: () => ({ n: n++ }),
    }),
  );
  expect(recorder.spans).toEqual([]);
  await lastValueFrom(source);
  await lastValueFrom(source);
  expect(recorder.named('import').map(({ kind, attributes }) => [kind, attributes.n])).toEqual([
    [SpanKind.CONSUMER, 0],
    [SpanKind.CONSUMER, 1],
  ]);
  expect(recorder.named('import')[0]).toLinkTo(cause(0), { relation: 'origin' });
  expect(recorder.named('import')[1]).toLinkTo(cause(1), { relation: 'origin' });
});

test('the operator’s span is active above it and not below', async () => {
  const above: unknown[] = [];
  const below: unknown[] = [];
  const source = timer(1).pipe(
    map(() => above.push(trace.getActiveSpan()?.spanContext(), SpanGuard.current().spanContext())),
    withSpan('import'),
    map(() => below.push(trace.getActiveSpan()?.spanContext())),
  );
  await inSpan('caller', async () => lastValueFrom(source));
  const [own, caller] = [recorder.span('import').spanContext(), recorder.span('caller').spanContext()];
  expect(above).toEqual([own, own]);
  expect(below).toEqual([caller]);
  expect(recorder.span('import')).toBeChildOf(recorder.span('caller'));
});

test('the operator’s span ends at an error, at complete and at unsubscribe', async () => {
  const error = new Error('declined');
  await expect(lastValueFrom(throwError(() => error).pipe(withSpan('failing')))).rejects.toBe(error);
  expect(recorder.span('failing').status).toEqual({ code: SpanStatusCode.ERROR, message: 'declined' });
  await expect(
    lastValueFrom(throwError(() => error).pipe(withSpan('expected', { isError: (given) => given !== error }))),
  ).rejects.toBe(error);
  expect(recorder.span('expected').status.code).toBe(SpanStatusCode.UNSET);
  EMPTY.pipe(withSpan('empty')).subscribe();
  NEVER.pipe(withSpan('never')).subscribe().unsubscribe();
  expect(recorder.spans.map(({ name }) => name)).toEqual(['failing', 'expected', 'empty', 'never']);
});

test('the operator takes a Subject, an Observable of the application’s own class, and its own result', () => {
  class Own extends Observable<number> {}
  const seen: number[] = [];
  new BehaviorSubject(1)
    .pipe(withSpan('subject'))
    .subscribe((value) => seen.push(value))
    .unsubscribe();
  new Own((subscriber) => subscriber.next(2))
    .pipe(withSpan('own'))
    .subscribe((value) => seen.push(value))
    .unsubscribe();
  defer(() => of(3))
    .pipe(withSpan('inner'), withSpan('outer'))
    .subscribe((value) => seen.push(value));
  expect(seen).toEqual([1, 2, 3]);
  expect(recorder.span('inner')).toBeChildOf(recorder.span('outer'));
});

test('functions in the operator’s options are called with no arguments', () => {
  const attributes = jest.fn<Attributes, unknown[]>(() => ({}));
  of(1).pipe(withSpan('import', { attributes })).subscribe();
  expect(attributes.mock.calls).toEqual([[]]);
});
