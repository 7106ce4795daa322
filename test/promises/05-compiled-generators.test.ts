/** Promise 5: generators that a compiler made for older engines are followed as the engine's own are. */
import { SpanStatusCode } from '@opentelemetry/api';
import { inSpan, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { collectUntil } from '../fixtures/garbage';
import { type Compiled, load, OUTPUTS } from './compilers';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

type Kind = 'sync' | 'async';
type AnyGenerator = Generator<number, string, unknown> | AsyncGenerator<number, string, unknown>;

const compiled = OUTPUTS.flatMap(([compiler, compile]) =>
  (['sync', 'async'] as const).map((kind) => [kind, compiler, compile] as const),
);

describe.each(compiled)('the span of a generator, %s, by %s,', (kind, _, compile) => {
  const compiledClass = load(compile(), inSpan);
  const start = (pages: number, object: Compiled = new compiledClass()): AnyGenerator =>
    traced((count: number) => object[kind as Kind](count), {
      name: 'pages',
      result: (value) => ({ value: String(value) }),
    })(pages) as AnyGenerator;

  test('is active in every step, and ends with its value', async () => {
    const pages = start(3);
    for (let page = 0; page < 3; page++) expect(await pages.next()).toEqual({ done: false, value: page });
    expect(recorder.unfinished.map(({ name }) => name)).toEqual(['pages']);
    expect(await pages.next()).toEqual({ done: true, value: 'end' });
    const span = recorder.span('pages');
    for (const page of ['page 0', 'page 1', 'page 2']) expect(recorder.span(page)).toBeChildOf(span);
    expect(span.attributes).toEqual({ value: 'end' });
  });

  test('ends when the loop over it is left, after the generator’s own clean-up', async () => {
    const object = new compiledClass();
    for await (const _page of start(2, object)) break;
    expect(object.ended).toEqual([kind]);
    expect(recorder.span('pages').status.code).toBe(SpanStatusCode.UNSET);
  });

  test('ends when it was read to its end, in steps that were asked for at once too', async () => {
    const seen: number[] = [];
    for await (const page of start(2)) seen.push(page);
    expect(seen).toEqual([0, 1]);
    const pages = start(2);
    const steps = await Promise.all([pages.next(), pages.next(), pages.next(), pages.next()]);
    expect(steps.map(({ done }) => done)).toEqual([false, false, true, true]);
    expect(recorder.named('pages')).toHaveLength(2);
    expect(recorder.named('page 1').map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual(
      recorder.named('pages').map((span) => span.spanContext().spanId),
    );
  });

  test('ends with the error that was thrown in it, or into it', async () => {
    const failing = start(2);
    await failing.next();
    await expect((async () => failing.next('fail'))()).rejects.toThrow('failed on page 0');
    const pages = start(2);
    await pages.next();
    await expect((async () => pages.throw(new Error('thrown in')))()).rejects.toThrow('thrown in');
    expect(recorder.named('pages').map(({ status }) => status.message)).toEqual(['failed on page 0', 'thrown in']);
  });

  test('is ended when the generator was left and collected, and says so', async () => {
    await (async () => start(2).next())();
    await collectUntil(() => recorder.named('pages').length > 0);
    expect(recorder.span('pages').attributes).toEqual({ 'spanlink.abandoned': true });
  });

  test('is one with another’s around it, where a traced function passes the generator on', async () => {
    const object = new compiledClass();
    const inner = traced(() => object[kind as Kind](1), { name: 'inner' });
    for await (const _page of traced(() => inner(), { name: 'outer' })() as AnyGenerator);
    expect(recorder.span('page 0')).toBeChildOf(recorder.span('inner'));
    expect(recorder.spans.map(({ name }) => name).sort()).toEqual(['inner', 'outer', 'page 0']);
  });

  test('leaves it one generator, however often it is returned', async () => {
    const generator = new compiledClass()[kind as Kind](1);
    const give = traced(() => generator, { name: 'pages' });
    const [first, second] = [give(), give()];
    expect(first).toBe(second);
    for await (const _page of first as AnyGenerator);
    expect(recorder.named('pages')).toHaveLength(2);
  });
});
