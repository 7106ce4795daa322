/** Promise 5: generators that are left, delegated to, driven from outside, or given by a plain method. */
import { setImmediate } from 'node:timers/promises';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { inSpan, Span, SpanGuard, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Pages {
  closed = 0;

  @Span({ result: (last: unknown) => ({ last: String(last) }) })
  *sync(count: number): Generator<string | undefined, string, string> {
    try {
      for (let at = 0; at < count; at++) {
        inSpan(`page ${at}`, () => undefined);
        yield trace.getActiveSpan()?.spanContext().spanId;
      }
      return 'end';
    } finally {
      this.closed++;
      yield 'closing';
    }
  }

  @Span({ result: (last: unknown) => ({ last: String(last) }) })
  async *async(count: number): AsyncGenerator<string | undefined, string, string> {
    try {
      for (let at = 0; at < count; at++) {
        await inSpan(`page ${at}`, () => setImmediate());
        yield trace.getActiveSpan()?.spanContext().spanId;
      }
      return 'end';
    } finally {
      this.closed++;
      yield 'closing';
    }
  }

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
    return Pages.numbers();
  }

  @Span()
  async givesGeneratorLater(): Promise<Generator<number>> {
    return Pages.numbers();
  }

  static *numbers(): Generator<number> {
    inSpan('number', () => undefined);
    yield 1;
    yield 2;
  }
}

test('a break ends the span', () => {
  for (const _ of new Pages().delegating()) break;
  expect(recorder.span('Pages.delegating').status.code).toBe(SpanStatusCode.UNSET);
});

test('a break ends the span of an async generator', async () => {
  const numbers = traced(async function* numbers() { yield 1; yield 2; });
  for await (const _ of numbers()) break;
  expect(recorder.span('numbers')).toBeRootSpan();
});

test('what is sent in and thrown inside goes where it went', () => {
  const pages = new Pages().plain(true);
  expect(pages.next()).toEqual({ done: false, value: 1 });
  expect(() => pages.next(21)).toThrow('failed after 21');
  expect(recorder.span('Pages.plain').status.message).toBe('failed after 21');
});

test('a delegated generator is a child of the one that delegates', () => {
  expect([...new Pages().delegating()]).toHaveLength(4);
  expect(recorder.span('Pages.sync')).toBeChildOf(recorder.span('Pages.delegating'));
});

test('steps of an async generator that are asked for at once keep their order', async () => {
  const pages = new Pages().async(2);
  const steps = await Promise.all([pages.next(), pages.next(), pages.next(), pages.next()]);
  expect(steps.map(({ done }) => done)).toEqual([false, false, false, true]);
  expect(recorder.named('Pages.async')).toHaveLength(1);
});

test('a generator that a plain method gives is followed, also when it is frozen', async () => {
  expect([...new Pages().givesGenerator()]).toEqual([1, 2]);
  expect([...(await new Pages().givesGeneratorLater())]).toEqual([1, 2]);
  expect(recorder.named('number')[0]).toBeChildOf(recorder.span('Pages.givesGenerator'));
  expect(recorder.named('number')[1]).toBeChildOf(recorder.span('Pages.givesGeneratorLater'));
  const frozen = Object.freeze(Pages.numbers());
  expect([...traced(() => frozen, { name: 'frozen' })()]).toEqual([1, 2]);
  expect(recorder.span('frozen')).toBeRootSpan();
});

test('a generator stays what it was', () => {
  const pages = new Pages();
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
