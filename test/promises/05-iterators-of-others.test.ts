/** Promise 5: an iterator that is no generator is handed back untouched, and the span ends at the return. */
import { traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const asked: unknown[] = [];
const ask = (): never => {
  asked.push('asked');
  throw new Error('nobody asks');
};
const done = { done: true, value: undefined } as const;

class Cursor {
  readonly calls: string[] = [];
  next(): IteratorResult<number> {
    this.calls.push('next');
    return done;
  }
  return(): IteratorResult<number> {
    this.calls.push('return');
    return done;
  }
  throw(error: unknown): IteratorResult<number> {
    throw error;
  }
  [Symbol.iterator](): this {
    return this;
  }
}

class Invoking extends Cursor {
  _invoke = 'a field of its own';
}

/** No step has a name, as a function that is passed on has none of its own. */
const closures = (...steps: (() => unknown)[]): object => ({
  next: steps[0],
  return: steps[1],
  throw: steps[2],
  [Symbol.iterator]() {
    return this;
  },
});

const iterators: [string, () => object][] = [
  ['an instance of a class with all three steps', () => new Cursor()],
  ['one with a field of a helper’s name', () => new Invoking()],
  [
    'an object with methods',
    () => ({
      next: () => done,
      return: () => done,
      throw: () => done,
      [Symbol.iterator]() {
        return this;
      },
    }),
  ],
  [
    'one of closures without names, each of its own',
    () =>
      closures(
        () => done,
        () => ({ ...done }),
        ask,
      ),
  ],
  [
    'an async one with shorthand methods',
    () => ({
      async next() {
        return done;
      },
      async return() {
        return done;
      },
      async throw() {
        return done;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    }),
  ],
  ['an object with next alone', () => ({ next: () => done })],
  ['an iterator of an array', () => [1][Symbol.iterator]()],
  ['one whose next is an accessor', () => Object.defineProperty({}, 'next', { get: ask, enumerable: true })],
  ['a step of middleware', () => ({ next: jest.fn(), throw: jest.fn(), return: jest.fn() })],
  [
    'one that inherits from a proxy',
    () => Object.create(new Proxy({}, { get: ask, has: ask, getOwnPropertyDescriptor: ask })) as object,
  ],
];

test.each(iterators)('%s', (_, make) => {
  const iterator = make();
  const before = Object.getOwnPropertyDescriptors(iterator);
  expect(traced(() => iterator, { name: 'give' })()).toBe(iterator);
  expect(Object.getOwnPropertyDescriptors(iterator)).toEqual(before);
  expect(recorder.span('give')).toBeRootSpan();
  expect(asked).toEqual([]);
});
