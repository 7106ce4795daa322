/** Promise 4: the same error goes through, after the span has ended with ERROR and an exception event. */
import { SpanStatusCode } from '@opentelemetry/api';
import { inSpan, Span, SpanGuard, startSpan, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

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
}

const orders = new Orders();
const ways: [string, (error: unknown) => unknown][] = [
  ['refuse', (error) => orders.refuse(error)],
  ['refuseLater', (error) => orders.refuseLater(error)],
  ['rejected', (error) => orders.rejected(error)],
  ['refuseStep', (error) => [...orders.refuseStep(error)]],
  [
    'refuseStepLater',
    async (error) => {
      for await (const _ of orders.refuseStepLater(error));
    },
  ],
  [
    'inSpan',
    (error) =>
      inSpan('Orders.inSpan', () => {
        throw error;
      }),
  ],
  [
    'traced',
    (error) =>
      traced(
        () => {
          throw error;
        },
        { name: 'Orders.traced' },
      )(),
  ],
];

const trap = new Proxy(
  {},
  {
    get: () => {
      throw new Error('thrown by a proxy');
    },
  },
);
const getters = Object.defineProperties(
  {},
  {
    name: {
      get: () => {
        throw new Error('thrown by a getter');
      },
    },
    message: {
      get: () => {
        throw new Error('thrown by a getter');
      },
    },
  },
);
const frozen = Object.freeze(new TypeError('frozen'));
const thrown: [string, unknown, string][] = [
  ['an error', new RangeError('too far'), 'too far'],
  ['null', null, 'null'],
  ['undefined', undefined, 'undefined'],
  ['a text', 'just text', 'just text'],
  ['an empty text', '', ''],
  ['a number', 0, '0'],
  ['a symbol', Symbol('sign'), 'Symbol(sign)'],
  ['a frozen error', frozen, 'frozen'],
  ['a plain object', { message: 'plain' }, 'plain'],
  ['an object without a prototype', Object.create(null), '[object Object]'],
  ['an object with throwing getters', getters, 'something thrown that cannot be read'],
  ['a proxy that throws', trap, 'something thrown that cannot be read'],
  ['an error without a message', new Error(), ''],
];

async function catchFrom(way: () => unknown): Promise<{ error: unknown }> {
  try {
    await way();
  } catch (error) {
    return { error };
  }
  throw new Error('nothing was thrown');
}

describe.each(ways)('The method %s', (name, way) => {
  test.each(thrown)(
    'lets %s through, after its span has ended with ERROR and an exception event',
    async (_, value, message) => {
      const { error } = await catchFrom(() => way(value));
      expect(Object.is(error, value)).toBe(true);
      const span = recorder.span(`Orders.${name}`);
      expect(recorder.unfinished).toEqual([]);
      expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message });
      expect(span.events.map((event) => event.name)).toEqual(['exception']);
    },
  );
});

test('the span has ended when a sync throw is caught', () => {
  try {
    orders.refuse('now');
  } catch {
    expect(recorder.spans).toHaveLength(1);
  }
  expect.assertions(1);
});

test('the exception event has the type, the message and the stack of the error', () => {
  const error = new RangeError('too far');
  expect(() => orders.refuse(error)).toThrow(error);
  expect(recorder.span('Orders.refuse').events[0]?.attributes).toEqual({
    'exception.type': 'RangeError',
    'exception.message': 'too far',
    'exception.stacktrace': error.stack,
  });
});

test('null and undefined have an exception event of their own type', () => {
  for (const value of [null, undefined]) {
    expect(() => orders.refuse(value)).toThrow();
    expect(recorder.spans.at(-1)?.events[0]?.attributes).toEqual({
      'exception.type': `${value}`,
      'exception.message': `${value}`,
    });
  }
});

test('an error that passes several spans is recorded by each once', () => {
  const error = new Error('passing');
  const outer = (): unknown => inSpan('outer', () => inSpan('inner', () => orders.refuse(error)));
  expect(outer).toThrow(error);
  expect(recorder.spans.map((span) => span.events.length)).toEqual([1, 1, 1]);
});

test('an error that was given to the guard before it was thrown is recorded once', () => {
  expect(() => orders.failHere(new Error('known'))).toThrow('known');
  expect(recorder.span('Orders.failHere').events).toHaveLength(1);
});

test('a guard may fail without a throw, and its span is ended by its method', () => {
  startSpan('held').fail(new Error('seen')).complete();
  expect(recorder.span('held').status).toEqual({ code: SpanStatusCode.ERROR, message: 'seen' });
});

test('an error that the method handles is not recorded on its span', () => {
  inSpan('handles', () => {
    expect(() => orders.refuse(new Error('handled'))).toThrow('handled');
  });
  expect(recorder.span('handles').status.code).toBe(SpanStatusCode.UNSET);
});
