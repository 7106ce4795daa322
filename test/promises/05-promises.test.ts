/**
 * Promise 5: native promises of any realm are followed; those with a `then` or a state of their own are handed back
 * untouched.
 */
import { setImmediate } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Orders {
  @Span()
  give<Value>(value: Value): Value {
    return value;
  }

  @Span()
  async giveLater<Value>(value: Value): Promise<Value> {
    await setImmediate();
    return value;
  }
}

const orders = new Orders();

class LazyPromise extends Promise<string> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }
  asked = 0;

  override then<One = string, Other = never>(
    resolve?: ((value: string) => One | PromiseLike<One>) | null,
    reject?: ((reason: unknown) => Other | PromiseLike<Other>) | null,
  ): Promise<One | Other> {
    this.asked++;
    return Promise.resolve('row').then(resolve, reject);
  }
}

test('a promise from an async method ends the span when it settles', async () => {
  const promise = orders.giveLater(7);
  expect(recorder.unfinished).toHaveLength(1);
  await expect(promise).resolves.toBe(7);
  expect(recorder.unfinished).toEqual([]);
});

test('a promise from a method that is not async ends the span when it settles', async () => {
  let settle = (_: string): void => undefined;
  const promise = orders.give(new Promise<string>((resolve) => (settle = resolve)));
  await setImmediate();
  expect(recorder.unfinished).toHaveLength(1);
  settle('later');
  await expect(promise).resolves.toBe('later');
  expect(recorder.span('Orders.give')).toBeRootSpan();
});

test('the span has ended before code that awaits the promise goes on', async () => {
  const seen = await orders.giveLater(7).then(() => recorder.spans.length);
  expect(seen).toBe(1);
});

test('a promise of another realm is followed', async () => {
  const foreign = runInNewContext(
    'new Promise((resolve) => { globalThis.settle = resolve; })',
    globalThis.Object.create(null),
  ) as Promise<string>;
  const other = runInNewContext('Promise.resolve("foreign")') as Promise<string>;
  expect(other).not.toBeInstanceOf(Promise);
  const promise = orders.give(other);
  expect(recorder.unfinished).toHaveLength(1);
  await expect(promise).resolves.toBe('foreign');
  expect(recorder.unfinished).toEqual([]);
  void orders.give(foreign);
  await setImmediate();
  expect(recorder.unfinished).toHaveLength(1);
});

test('a promise is followed where what is built in is frozen, and has accessors instead of values', async () => {
  const tag = Object.getOwnPropertyDescriptor(Promise.prototype, Symbol.toStringTag) as PropertyDescriptor;
  Object.defineProperty(Promise.prototype, Symbol.toStringTag, { get: () => tag.value as unknown, configurable: true });
  try {
    const given = orders.give(setImmediate('given'));
    const later = orders.giveLater('later');
    expect(recorder.unfinished).toHaveLength(2);
    expect(await Promise.all([given, later])).toEqual(['given', 'later']);
    expect(recorder.unfinished).toEqual([]);
  } finally {
    Object.defineProperty(Promise.prototype, Symbol.toStringTag, tag);
  }
});

test('a rejection of another realm goes through', async () => {
  const rejected = runInNewContext('Promise.reject(new RangeError("foreign"))') as Promise<never>;
  await expect(orders.give(rejected)).rejects.toMatchObject({ name: 'RangeError', message: 'foreign' });
  expect(recorder.span('Orders.give').status.message).toBe('foreign');
});

test('a promise whose class overrides `then` is returned without a call of it', async () => {
  const query = new LazyPromise(() => undefined);
  expect(orders.give(query)).toBe(query);
  await setImmediate();
  expect(query.asked).toBe(0);
  await expect(query).resolves.toBe('row');
  expect(query.asked).toBe(1);
});

test('a promise with its own `then` is returned without a call of it', () => {
  const then = jest.fn();
  const promise = Object.assign(Promise.resolve(1), { then });
  expect(orders.give(promise)).toBe(promise);
  expect(then).not.toHaveBeenCalled();
});

test('a proxy of a promise is returned untouched', () => {
  const proxy = new Proxy(Promise.resolve(1), {
    get: () => {
      throw new Error('touched');
    },
  });
  expect(orders.give(proxy)).toBe(proxy);
});

test('properties of a promise are kept', async () => {
  const cancel = jest.fn();
  const promise = Object.assign(Promise.resolve('body'), { cancel });
  const followed = orders.give(promise);
  followed.cancel();
  expect(cancel).toHaveBeenCalledTimes(1);
  await expect(followed).resolves.toBe('body');
});

/** A promise with methods and private state, as download and job libraries return. */
class Job<Result> extends Promise<Result> {
  #isAborted = false;

  abort(): void {
    this.#isAborted = true;
  }

  get isAborted(): boolean {
    return this.#isAborted;
  }
}

test('a promise of a subclass keeps its methods and its private state', async () => {
  const job = new Job<string>((resolve) => resolve('done'));
  const followed = orders.give(job);
  followed.abort();
  expect(followed.isAborted).toBe(true);
  expect(job.isAborted).toBe(true);
  await expect(followed).resolves.toBe('done');
});

test('a promise of a subclass whose constructor takes other arguments changes nothing', async () => {
  class Named extends Promise<string> {
    static override get [Symbol.species](): never {
      throw new Error('no species');
    }
    constructor(
      readonly name: string,
      resolved: string,
    ) {
      super((resolve) => resolve(resolved));
    }
  }
  expect(orders.give(new Named('job', 'done')).name).toBe('job');
});

test('an async method sees its span and guard after an await', async () => {
  class Later {
    @Span()
    async work(): Promise<[string, string]> {
      const before = SpanGuard.current().spanContext().spanId;
      await setImmediate();
      return [before, SpanGuard.current().spanContext().spanId];
    }
  }
  const [before, after] = await new Later().work();
  expect(after).toBe(before);
  expect(before).toBe(recorder.span('Later.work').spanContext().spanId);
});
