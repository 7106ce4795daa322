/** Promise 4: the same error goes through, after the span has ended with ERROR and an exception event. */
import assert from 'node:assert/strict';
import { SpanStatusCode } from '@opentelemetry/api';
import { inSpan, Span, SpanGuard, startSpan, traced } from 'spanlink';
import { nameOf } from './fixtures.js';
import type { Checks, Seen } from './run-checks.js';

class Orders {
  @Span()
  refuse(error: unknown): never {
    throw error;
  }

  @Span()
  async refuseLater(error: unknown): Promise<never> {
    await Promise.resolve();
    throw error;
  }

  @Span()
  rejected(error: unknown): Promise<never> {
    return Promise.reject(error);
  }

  @Span()
  *refuseStep(error: unknown): Generator<number> {
    yield 1;
    throw error;
  }

  @Span()
  async *refuseStepLater(error: unknown): AsyncGenerator<number> {
    yield 1;
    throw error;
  }

  @Span()
  failHere(error: Error, guard = SpanGuard.current()): void {
    guard.fail(error).fail(error);
    throw error;
  }

  @Span({ isError: (error) => !(error instanceof RangeError) })
  expected(error: unknown): never {
    throw error;
  }
}

const orders = new Orders();
const trap = new Proxy(
  {},
  {
    get: () => {
      throw new Error('thrown by a proxy');
    },
  },
);
/** What is thrown, with the description that its span has. */
const thrown: readonly (readonly [unknown, string])[] = [
  [new RangeError('too far'), 'too far'],
  [null, 'null'],
  [undefined, 'undefined'],
  ['just text', 'just text'],
  ['', ''],
  [0, '0'],
  [Symbol('sign'), 'Symbol(sign)'],
  [Object.freeze(new TypeError('frozen')), 'frozen'],
  [{ message: 'plain' }, 'plain'],
  [Object.create(null), '[object Object]'],
  [trap, 'something thrown that cannot be read'],
];

/** A check that all of them go through a way. */
const lets =
  (name: string, way: (error: unknown) => unknown): Checks[string] =>
  async ({ spans }: Seen) => {
    for (const [value, description] of thrown) {
      spans.reset();
      let caught: { readonly error: unknown } | undefined;
      try {
        await way(value);
      } catch (error) {
        caught = { error };
      }
      assert.ok(caught !== undefined && Object.is(caught.error, value), `another error than ${description}`);
      const span = spans.span(name);
      assert.deepEqual(span.status, { code: SpanStatusCode.ERROR, message: description });
      assert.deepEqual(
        span.events.map((event) => event.name),
        ['exception'],
      );
      assert.deepEqual(spans.unfinished, []);
    }
  };

const fails = (error: unknown): never => {
  throw error;
};

export const theSameErrorGoesThrough: Checks = {
  'a sync method lets anything through': lets(nameOf(Orders, 'refuse'), (error) => orders.refuse(error)),
  'an async method lets anything through': lets(nameOf(Orders, 'refuseLater'), (error) => orders.refuseLater(error)),
  'a rejected promise lets anything through': lets(nameOf(Orders, 'rejected'), (error) => orders.rejected(error)),
  'a generator lets anything through': lets(nameOf(Orders, 'refuseStep'), (error) => [...orders.refuseStep(error)]),
  'an async generator lets anything through': lets(nameOf(Orders, 'refuseStepLater'), async (error) => {
    for await (const _ of orders.refuseStepLater(error));
  }),
  'inSpan lets anything through': lets('block', (error) => inSpan('block', () => fails(error))),
  'traced lets anything through': lets('plain', (error) => traced(fails, { name: 'plain' })(error)),
  'the exception event has the type, the message and the stack of the error'({ spans }) {
    const error = new RangeError('too far');
    assert.throws(() => orders.refuse(error), error);
    const span = spans.span(nameOf(Orders, 'refuse'));
    assert.deepEqual(span.events[0]?.attributes, {
      'exception.type': 'RangeError',
      'exception.message': 'too far',
      'exception.stacktrace': error.stack,
    });
    assert.equal(span.attributes['error.type'], 'RangeError');
  },
  'an error that passes several spans is recorded by each once'({ spans }) {
    const error = new Error('passing');
    assert.throws(() => inSpan('outer', () => inSpan('inner', () => orders.refuse(error))), error);
    assert.deepEqual(
      spans.spans.map(({ events }) => events.length),
      [1, 1, 1],
    );
  },
  'an error that the guard was given before it was thrown is recorded once'({ spans }) {
    assert.throws(() => orders.failHere(new Error('known')), /known/);
    assert.equal(spans.span(nameOf(Orders, 'failHere')).events.length, 1);
  },
  'an error that is none for `isError` goes through, too'({ spans }) {
    assert.throws(() => orders.expected(new RangeError('found nothing')), RangeError);
    assert.equal(spans.span(nameOf(Orders, 'expected')).status.code, SpanStatusCode.UNSET);
  },
  'a guard may fail without a throw, and a handled error is not recorded'({ spans }) {
    startSpan('held').fail(new Error('seen')).complete();
    inSpan('handles', () => assert.throws(() => orders.refuse('handled')));
    assert.deepEqual(spans.span('held').status, { code: SpanStatusCode.ERROR, message: 'seen' });
    assert.equal(spans.span('handles').status.code, SpanStatusCode.UNSET);
  },
};
