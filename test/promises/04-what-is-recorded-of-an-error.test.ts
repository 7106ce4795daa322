/** Promise 4: of an error its class, message and stack are recorded, in bounds that every receiver takes. */
import { runInNewContext } from 'node:vm';
import { SpanStatusCode } from '@opentelemetry/api';
import { inSpan, Span, SpanGuard, startSpan } from 'spanlink';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Orders {
  @Span()
  refuse(error: unknown): void {
    throw error;
  }

  @Span({ isError: () => false })
  tolerate(error: unknown): void {
    throw error;
  }

  @Span({ attributes: { 'error.type': 'declined' } })
  classify(error: unknown): void {
    throw error;
  }

  @Span()
  async refuseLater(error: unknown): Promise<void> {
    throw error;
  }

  @Span()
  *refuseInSteps(error: unknown): Generator<number> {
    yield 1;
    throw error;
  }
}

const orders = new Orders();
const refuse = (error: unknown): FinishedSpan => {
  try {
    orders.refuse(error);
  } catch {
    // asserted elsewhere
  }
  return recorder.spans.at(-1) as FinishedSpan;
};
const withStack = (stack: unknown): Error => Object.assign(new Error('short'), { stack });
const withCode = (code: unknown): Error => Object.assign(new Error('failed'), { code });
const errorType = (span: FinishedSpan): unknown => span.attributes['error.type'];

class PaymentDeclined extends Error {}
class Timeout extends Error {
  override name = 'TimeoutError';
}

test.each<[string, unknown]>([
  ['an error’s message', new Error('m'.repeat(8 * 2 ** 20))],
  ['a thrown text', 'm'.repeat(8 * 2 ** 20)],
  ['the message of a plain object', { message: 'm'.repeat(8 * 2 ** 20) }],
])('%s of 8 MB is cut in the status and the event, and says how long it was', (_, error) => {
  const { status, events } = refuse(error);
  expect(status.message).toHaveLength(8_192);
  expect(status.message).toMatch(/^m+ … \(8388608 characters\)$/);
  expect(events[0]?.attributes?.['exception.message']).toBe(status.message);
});

test('a stack is cut at 32,768 characters, and says how long it was', () => {
  const stack = refuse(withStack('at '.repeat(100_000))).events[0]?.attributes?.['exception.stacktrace'];
  expect(stack).toHaveLength(32_768);
  expect(stack).toMatch(/ … \(300000 characters\)$/);
});

test('what is within the bounds is recorded whole', () => {
  const { status, events } = refuse(Object.assign(new Error('m'.repeat(8_192)), { stack: 's'.repeat(32_768) }));
  expect(status.message).toBe('m'.repeat(8_192));
  expect(events[0]?.attributes?.['exception.stacktrace']).toBe('s'.repeat(32_768));
});

test('a cut leaves no half of a character', () => {
  for (const padding of ['', 'm'])
    expect(refuse(new Error(padding + '🧡'.repeat(10_000))).status.message).not.toMatch(/\p{Surrogate}/u);
});

test('a name of any length is no type', () => {
  const span = refuse(Object.assign(new RangeError('far'), { name: 'n'.repeat(2 ** 20) }));
  expect(errorType(span)).toBe('RangeError');
  expect(span.events[0]?.attributes?.['exception.type']).toBe('RangeError');
});

test('a stack that is no text is left out, and the causes of an error are not read', () => {
  let asked = 0;
  const error = Object.defineProperty(withStack(7), 'cause', { get: () => asked++ });
  expect(refuse(error).events[0]?.attributes).not.toHaveProperty(['exception.stacktrace']);
  expect(asked).toBe(0);
});

describe('`error.type`', () => {
  test.each<[string, unknown, string]>([
    ['the name of a built-in error', new RangeError('far'), 'RangeError'],
    ['`Error`', new Error('plain'), 'Error'],
    ['the name that a class sets', new Timeout('late'), 'TimeoutError'],
    ['the class of one that sets none', new PaymentDeclined('no'), 'PaymentDeclined'],
    ['`Error` for a class without a name', new (class extends Error {})('no'), 'Error'],
    ['the name of a DOMException', new DOMException('gone', 'AbortError'), 'AbortError'],
    ['the name of an error of another realm', runInNewContext('new TypeError("odd")'), 'TypeError'],
    ['the name of what has a name and a message', { name: 'GrpcError', message: 'refused' }, 'GrpcError'],
    ['the code of a system call', withCode('ECONNREFUSED'), 'ECONNREFUSED'],
    ['a code with digits', withCode('E2BIG'), 'E2BIG'],
    ['a code of Node', Object.assign(new TypeError('odd'), { code: 'ERR_INVALID_URL' }), 'ERR_INVALID_URL'],
    ['no number', withCode(11_000), 'Error'],
    ['no SQLSTATE', withCode('23505'), 'Error'],
    ['no id', withCode('7d9f-22'), 'Error'],
    ['no sentence', withCode('CARD WAS DECLINED'), 'Error'],
    ['no code of one letter and a number', withCode('P2002'), 'Error'],
    ['no code of any length', withCode('E'.repeat(1_000)), 'Error'],
    ['`_OTHER` for null', null, '_OTHER'],
    ['`_OTHER` for undefined', undefined, '_OTHER'],
    ['`_OTHER` for a text', 'refused', '_OTHER'],
    ['`_OTHER` for a plain object', { reason: 'refused' }, '_OTHER'],
    ['`_OTHER` for an object without a prototype', Object.create(null), '_OTHER'],
    ['`_OTHER` for a function', () => 'refused', '_OTHER'],
  ])('is %s', (_, error, expected) => {
    expect(errorType(refuse(error))).toBe(expected);
  });

  test('is there however a method fails', async () => {
    await expect(orders.refuseLater(new PaymentDeclined())).rejects.toThrow();
    expect(() => [...orders.refuseInSteps(new PaymentDeclined())]).toThrow();
    startSpan('held').fail(new PaymentDeclined()).complete();
    expect(recorder.spans.map(errorType)).toEqual(Array(3).fill('PaymentDeclined'));
  });

  test('is not there where nothing failed, or where `isError` says so', () => {
    inSpan('works', () => undefined);
    expect(() => orders.tolerate(new Error('expected'))).toThrow();
    expect(recorder.spans.map(errorType)).toEqual([undefined, undefined]);
  });

  test('that the application sets is kept', () => {
    expect(() => orders.classify(new Error('no'))).toThrow();
    expect(() =>
      inSpan('block', () => {
        SpanGuard.current().setAttribute('error.type', 'timeout');
        throw new Error('late');
      }),
    ).toThrow();
    expect(recorder.spans.map(errorType)).toEqual(['declined', 'timeout']);
  });

  test('is that of the last error, as the status is', () => {
    startSpan('held').fail(new RangeError('one')).fail(new TypeError('two')).complete();
    expect(errorType(recorder.span('held'))).toBe('TypeError');
    expect(recorder.span('held').status).toEqual({ code: SpanStatusCode.ERROR, message: 'two' });
  });
});

describe('an error whose getters throw', () => {
  const hostile = (...names: string[]): Error =>
    Object.defineProperties(
      new RangeError('far'),
      Object.fromEntries(names.map((name) => [name, { get: () => JSON.parse('{') as unknown }])),
    );

  test.each([['code'], ['constructor'], ['stack'], ['name'], ['cause']])('keeps the rest without its `%s`', (name) => {
    const span = refuse(hostile(name));
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'far' });
    expect(errorType(span)).toBe('RangeError');
  });

  test('is said to be unreadable without its message', () => {
    const span = refuse(hostile('message'));
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'something thrown that cannot be read' });
    expect(errorType(span)).toBe('Error');
  });

  test('is asked once for each property', () => {
    const asked: string[] = [];
    const error = new Proxy(new RangeError('far'), {
      get: (target, key) => {
        asked.push(String(key));
        return Reflect.get(target, key) as unknown;
      },
    });
    refuse(error);
    expect(asked.sort()).toEqual([...new Set(asked)]);
  });
});
