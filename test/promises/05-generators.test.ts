/** Promise 5: generators and async generators are followed to their end, and their span is active in every step. */
import { context, SpanStatusCode } from '@opentelemetry/api';
import { inSpan, SpanGuard, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { collectUntil } from '../fixtures/garbage';
import { recordReports } from '../fixtures/reports';
import { cause, message } from '../fixtures/spans';
import { Pages } from './pages';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

type Kind = 'sync' | 'async';
type AnyGenerator = Generator<unknown, string, string> | AsyncGenerator<unknown, string, string>;
const start = (kind: Kind, count: number): AnyGenerator => new Pages()[kind](count);

describe.each<Kind>(['sync', 'async'])('The span of a generator, %s,', (kind) => {
  const name = `Pages.${kind}`;

  test('starts at the first next', async () => {
    const pages = start(kind, 2);
    expect(recorder.unfinished).toEqual([]);
    await pages.next();
    expect(recorder.unfinished.map((span) => span.name)).toEqual([name]);
    await pages.return('enough');
    await pages.next();
  });

  test('is active in every step, and is the parent of spans that start there', async () => {
    const pages = start(kind, 3);
    const seen = [await pages.next(), await pages.next(), await pages.next()].map(({ value }) => value);
    await pages.next();
    await pages.next();
    const span = recorder.span(name);
    expect(new Set(seen)).toEqual(new Set([span.spanContext().spanId]));
    for (const page of ['page 0', 'page 1', 'page 2']) expect(recorder.span(page)).toBeChildOf(span);
  });

  test('ends when the generator has returned, and not while its finally block yields', async () => {
    const pages = start(kind, 0);
    expect(await pages.next()).toEqual({ done: false, value: 'closing' });
    expect(recorder.spans).toEqual([]);
    expect(await pages.next()).toEqual({ done: true, value: 'end' });
    expect(recorder.span(name).attributes).toEqual({ last: 'end' });
  });

  test('ends on return()', async () => {
    const pages = start(kind, 2);
    await pages.next();
    await pages.return('enough');
    expect(recorder.spans.map((span) => span.name)).toEqual(['page 0']);
    expect(await pages.next()).toEqual({ done: true, value: 'enough' });
    expect(recorder.span(name).status.code).toBe(SpanStatusCode.UNSET);
  });

  test('ends on throw(), as an error', async () => {
    const pages = start(kind, 2);
    await pages.next();
    await pages.throw(new Error('thrown in'));
    await expect((async () => pages.next())()).rejects.toThrow('thrown in');
    expect(recorder.span(name).status).toEqual({ code: SpanStatusCode.ERROR, message: 'thrown in' });
  });

  test('ends once, however often the generator is asked after its end', async () => {
    const pages = start(kind, 0);
    for (let call = 0; call < 5; call++) await pages.next();
    await pages.return('again');
    expect(recorder.spans).toHaveLength(1);
  });

  test('never starts if the generator never does', async () => {
    start(kind, 2);
    await start(kind, 2).return('unused');
    await expect((async () => start(kind, 2).throw(new Error('unused')))()).rejects.toThrow('unused');
    expect([...recorder.spans, ...recorder.unfinished]).toEqual([]);
  });

  test('ends when an abandoned generator is collected, and says so', async () => {
    class Left extends Pages {}
    await (async () => new Left()[kind](2).next())();
    await collectUntil(() => recorder.named(`Left.${kind}`).length > 0);
    expect(recorder.span(`Left.${kind}`).attributes).toEqual({ 'spanlink.abandoned': true });
  });

  test('belongs to the caller of the method, and leaves the context of the iterating code alone', async () => {
    const pages = inSpan('caller', () => start(kind, 1));
    const before = context.active();
    await inSpan('consumer', async () => {
      const own = context.active();
      for (let step = await pages.next(); step.done !== true; step = await pages.next())
        expect(context.active()).toBe(own);
    });
    expect(context.active()).toBe(before);
    expect(recorder.span(name)).toBeChildOf(recorder.span('caller'));
  });
});

describe.each<[string, (broken: () => never) => (guard: SpanGuard) => unknown]>([
  ['sync', (broken) => (guard) => traced(function* rows(_guard: SpanGuard, _limit = broken()) {})(guard)],
  ['async', (broken) => (guard) => traced(async function* rows(_guard: SpanGuard, _limit = broken()) {})(guard)],
])('A parameter of a generator, %s, whose default throws', (_, make) => {
  const error = new Error('no limit');
  const call = make(() => {
    throw error;
  });

  test('throws the same error at the call, recorded by a span of that call', () => {
    const guard = new SpanGuard().link(message(0));
    expect(() => call(guard)).toThrow(error);
    const span = recorder.span('rows');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'no limit' });
    expect(span).toLinkTo(cause(0));
    expect(guard.state).toBe('completed');
  });
});

test('An error that a generator throws when it has ended is none of its span', () => {
  const isError = jest.fn(() => true);
  const reports = recordReports();
  const rows = traced(function* rows(): Generator<number> {}, { isError })();
  rows.next();
  expect(() => rows.throw(new Error('late'))).toThrow('late');
  expect(recorder.span('rows').status.code).toBe(SpanStatusCode.UNSET);
  expect(isError).not.toHaveBeenCalled();
  expect(reports).toEqual([]);
});
