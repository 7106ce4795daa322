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

test('a guard keeps a recorded link as it is, and adds a richer one to the same span beside it', () => {
  startSpan('work', { links: cause(0) })
    .link(why('retry_of'))
    .complete();
  expect(relations()).toEqual([undefined, 'retry_of']);
});

test('a guard records a link once if it comes again, or comes bare after it', () => {
  startSpan('work').link(why('retry_of')).link(why('retry_of')).link(cause(0)).complete();
  expect(relations()).toEqual(['retry_of']);
});

test('a pending guard’s bare link takes the attributes of the next one', () => {
  const guard = new SpanGuard().link(cause(0)).link(why('retry_of'));
  traced(function work(_guard: SpanGuard) {})(guard);
  expect(relations()).toEqual(['retry_of']);
});

test('a guard’s links come in the order in which they were given, each once', () => {
  startSpan('work', { links: message(2) })
    .link([message(0), message(2)])
    .link(message(1))
    .complete();
  expect(linkTargets(recorder.span('work'))).toEqual([2, 0, 1].map(causeLink));
});

test('linking returns the guard, in every state', () => {
  const guard = new SpanGuard();
  expect(guard.link(message(0))).toBe(guard);
  const started = startSpan('work');
  expect(started.link(message(0))).toBe(started);
  started.complete();
  expect(started.link(message(0))).toBe(started);
});
