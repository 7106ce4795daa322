/** Links that are given to a guard, before and after its span has started. */
import { linksFrom, SpanGuard, startSpan, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, causeLink, linkTargets, message } from '../../fixtures/spans.js';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const why = (relation: string): ReturnType<typeof linksFrom> => linksFrom(cause(0), { relation });
const relations = (): unknown[] =>
  recorder.span('work').links.map(({ attributes }) => attributes?.['spanlink.relation']);

test('a recorded link stays as it is, and one to the same span that says more stands beside it', () => {
  startSpan('work', { links: cause(0) })
    .link(why('retry_of'))
    .complete();
  expect(relations()).toEqual([undefined, 'retry_of']);
});

test('the same link again, or a bare one after it, is recorded once', () => {
  startSpan('work').link(why('retry_of')).link(why('retry_of')).link(cause(0)).complete();
  expect(relations()).toEqual(['retry_of']);
});

test('before the start, a bare link takes on what the next one says', () => {
  const guard = new SpanGuard().link(cause(0)).link(why('retry_of'));
  traced(function work(_guard: SpanGuard) {})(guard);
  expect(relations()).toEqual(['retry_of']);
});

test('links come in the order in which they were given, each once', () => {
  startSpan('work', { links: message(2) })
    .link([message(0), message(2)])
    .link(message(1))
    .complete();
  expect(linkTargets(recorder.span('work'))).toEqual([2, 0, 1].map(causeLink));
});

test('linking gives the guard back, in every state', () => {
  const guard = new SpanGuard();
  expect(guard.link(message(0))).toBe(guard);
  const started = startSpan('work');
  expect(started.link(message(0))).toBe(started);
  started.complete();
  expect(started.link(message(0))).toBe(started);
});
