/** Promise 3: a promise that is followed keeps its members and its identity. */
import { createHook } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { inSpan, Span, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const CANCEL = Symbol.for('test.cancel');
const PRIVATE = Symbol('private');

/** A page of results that is a promise and an async iterable, as clients of paginated APIs return it. */
function page(): Promise<string[]> {
  const items = ['a', 'b'];
  let reads = 0;
  return Object.defineProperties(Promise.resolve(items), {
    [Symbol.asyncIterator]: {
      async *value() {
        yield* items;
      },
    },
    [Symbol.asyncDispose]: { value: () => Promise.resolve() },
    [CANCEL]: { value: () => 'cancelled', enumerable: true },
    [PRIVATE]: { get: () => ++reads, configurable: true },
    [Symbol.toStringTag]: { value: 'Page' },
    autoPagingToArray: { value: () => items },
  });
}

class Customers {
  cache: Promise<string> | undefined;

  @Span()
  list(): Promise<string[]> {
    return page();
  }

  @Span()
  load(result: () => Promise<string>): Promise<string> {
    return (this.cache ??= result());
  }

  @Span()
  again(): Promise<string> {
    return this.load(() => Promise.reject(new Error('not called')));
  }
}

describe('a promise that is followed', () => {
  test.each([
    ['@Span', () => new Customers().list()],
    ['traced', () => traced(page)()],
    ['inSpan', () => inSpan('list', page)],
  ])('keeps the members under symbols that the method gave it (%s)', async (_, list) => {
    const result = list() as unknown as Record<PropertyKey, unknown> & AsyncIterable<string>;
    const seen: string[] = [];
    for await (const item of result) seen.push(item);
    expect(seen).toEqual(['a', 'b']);
    expect(typeof result[Symbol.asyncDispose]).toBe('function');
    expect((result[CANCEL] as () => string)()).toBe('cancelled');
    expect(Object.prototype.toString.call(result)).toBe('[object Page]');
    expect(Object.prototype.propertyIsEnumerable.call(result, CANCEL)).toBe(true);
    expect((result.autoPagingToArray as () => string[])()).toEqual(['a', 'b']);
    await result;
    expect(recorder.spans).toHaveLength(1);
  });

  test('keeps accessors under symbols as accessors, which are not read', () => {
    const result = new Customers().list() as unknown as Record<symbol, number>;
    expect([result[PRIVATE], result[PRIVATE]]).toEqual([1, 2]);
  });

  test('keeps the members of a promise from another realm', () => {
    const foreign = runInNewContext('Promise.resolve(7)') as Promise<number> & { [CANCEL]?: number };
    foreign[CANCEL] = 7;
    const result = inSpan('foreign', () => foreign);
    expect(result[CANCEL]).toBe(7);
  });

  test('has the async ids that Node gave it, and not those of the method’s promise', async () => {
    const original = Promise.resolve(1);
    const hook = createHook({ init: () => undefined, destroy: () => undefined }).enable();
    const tracked = Promise.resolve(1);
    hook.disable();
    const bookkeeping = Reflect.ownKeys(tracked).filter((key) => typeof key === 'symbol');
    for (const promise of [original, tracked]) {
      const result = inSpan('tracked', () => promise) as unknown as Record<symbol, unknown>;
      for (const symbol of bookkeeping) {
        const own = (promise as unknown as Record<symbol, unknown>)[symbol];
        if (typeof own === 'number') expect(result[symbol]).not.toBe(own);
      }
      await result;
    }
  });
});

describe('a promise that a method returns twice', () => {
  test('is one promise for its callers, and each call has a span that ends when it settles', async () => {
    const customers = new Customers();
    let settle = (_: string): void => undefined;
    const load = (): Promise<string> => customers.load(() => new Promise((resolve) => (settle = resolve)));
    const [first, second] = [load(), load()];
    expect(first).toBe(second);
    await setImmediate();
    expect(recorder.spans).toHaveLength(0);
    settle('ada');
    await expect(first).resolves.toBe('ada');
    await setImmediate();
    expect(recorder.named('Customers.load')).toHaveLength(2);
  });

  test('is one promise through a method that passes it on', () => {
    const customers = new Customers();
    void customers.load(() => Promise.resolve('ada'));
    expect(customers.again()).toBe(customers.again());
  });

  test('that rejects is an error of each call, and one rejection for those who handle it', async () => {
    const unhandled: unknown[] = [];
    const listener = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listener);
    try {
      const customers = new Customers();
      const error = new Error('gone');
      const fail = (): Promise<string> => customers.load(() => Promise.reject(error));
      const first = fail();
      void fail();
      void fail();
      await expect(first).rejects.toBe(error);
      await setImmediate();
      expect(unhandled).toEqual([]);
      expect(recorder.named('Customers.load').map(({ status }) => status.message)).toEqual(['gone', 'gone', 'gone']);
    } finally {
      process.off('unhandledRejection', listener);
    }
  });
});

test.each([
  ['no object', 1],
  ['a class whose species throws', Object.defineProperty({}, Symbol.species, { get: () => JSON.parse('{') as never })],
  ['a class of its own', class extends Promise<unknown> {}],
])('a promise whose constructor is replaced is handed back, and is not asked for it: %s', (_, constructor) => {
  const promise = Object.assign(Promise.resolve(1), { constructor });
  expect(inSpan('give', () => promise)).toBe(promise);
  expect(recorder.named('give')).toHaveLength(1);
});
