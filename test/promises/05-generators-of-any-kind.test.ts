/** Promise 5: generators that are left, delegated to, driven from outside, or given by a plain method. */
import { SpanStatusCode } from '@opentelemetry/api';
import { inSpan, Span, SpanGuard, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { Pages } from './pages';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Books extends Pages {
  @Span()
  *plain(fail = false): Generator<number, void, number> {
    const answer = yield 1;
    if (fail) throw new Error(`failed after ${answer}`);
    yield answer * 2;
  }

  @Span()
  *delegating(): Generator<unknown, string> {
    yield 'first';
    return yield* this.sync(2);
  }

  @Span()
  givesGenerator(): Generator<number> {
    return Books.numbers();
  }

  @Span()
  async givesGeneratorLater(): Promise<Generator<number>> {
    return Books.numbers();
  }

  static *numbers(): Generator<number> {
    inSpan('number', () => undefined);
    yield 1;
    yield 2;
  }
}

test('a break ends the span', () => {
  for (const _ of new Books().delegating()) break;
  expect(recorder.span('Books.delegating').status.code).toBe(SpanStatusCode.UNSET);
});

test('a break ends the span of an async generator', async () => {
  const numbers = traced(async function* numbers() {
    yield 1;
    yield 2;
  });
  for await (const _ of numbers()) break;
  expect(recorder.span('numbers')).toBeRootSpan();
});

test('values sent into a generator and errors thrown into it arrive as without us', () => {
  const pages = new Books().plain(true);
  expect(pages.next()).toEqual({ done: false, value: 1 });
  expect(() => pages.next(21)).toThrow('failed after 21');
  expect(recorder.span('Books.plain').status.message).toBe('failed after 21');
});

test('a delegated generator is a child of the one that delegates', () => {
  expect([...new Books().delegating()]).toHaveLength(4);
  expect(recorder.span('Books.sync')).toBeChildOf(recorder.span('Books.delegating'));
});

test('steps of an async generator that are requested at once keep their order', async () => {
  const pages = new Books().async(2);
  const steps = await Promise.all([pages.next(), pages.next(), pages.next(), pages.next()]);
  expect(steps.map(({ done }) => done)).toEqual([false, false, false, true]);
  expect(recorder.named('Books.async')).toHaveLength(1);
});

test('a generator that a plain method returns is followed, also if it is frozen', async () => {
  expect([...new Books().givesGenerator()]).toEqual([1, 2]);
  expect([...(await new Books().givesGeneratorLater())]).toEqual([1, 2]);
  expect(recorder.named('number')[0]).toBeChildOf(recorder.span('Books.givesGenerator'));
  expect(recorder.named('number')[1]).toBeChildOf(recorder.span('Books.givesGeneratorLater'));
  const frozen = Object.freeze(Books.numbers());
  expect([...traced(() => frozen, { name: 'frozen' })()]).toEqual([1, 2]);
  expect(recorder.span('frozen')).toBeRootSpan();
});

test.each(['next', 'return', 'throw'] as const)(
  'a generator whose `%s` alone may not be replaced is handed back as it is, and its span ends',
  (step) => {
    const sealed = Books.numbers();
    const value = sealed[step].bind(sealed) as unknown;
    Object.defineProperty(sealed, step, { value });
    expect(traced(() => sealed, { name: 'sealed' })()).toBe(sealed);
    expect(recorder.span('sealed').status.code).toBe(SpanStatusCode.UNSET);
    expect(Reflect.ownKeys(sealed)).toEqual([step]);
    expect([...sealed]).toEqual([1, 2]);
  },
);

test('a generator stays what it was', () => {
  const pages = new Books();
  const steps = pages.plain();
  expect(steps).toBeInstanceOf(pages.plain);
  expect(steps[Symbol.iterator]()).toBe(steps);
  expect(Object.prototype.toString.call(steps)).toBe('[object Generator]');
  expect(Object.keys(steps)).toEqual([]);
});

test('a guard is at hand in the parameters and in every step', () => {
  class Guarded {
    @Span()
    *steps(span = SpanGuard.current()): Generator<string> {
      yield span.state;
      yield SpanGuard.current() === span ? 'the same' : 'another';
    }
  }
  expect([...new Guarded().steps()]).toEqual(['started', 'the same']);
});
