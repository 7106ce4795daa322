/** Finds the end of the work in what a method returned. */
import { types } from 'node:util';
import { followGenerator, type GeneratorObject } from './generator.js';
import type { Call } from '../spans/span-plan.js';
import { fail, succeed } from './end.js';
import { shared } from '../global/registry.js';
import { followStream } from './stream.js';

/**
 * Ends the span when the work does, and gives what the method gave. Native promises of any realm, generator objects
 * and streams are followed; of anything else nothing is called: a thenable may do its work only when asked to.
 */
export function followToEnd(call: Call, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return succeed(call, value);
  return (types.isPromise(value) ? followPromise(call, value) : endLater(call, value)) ?? succeed(call, value);
}

/**
 * A promise derived from the method's, which rejects unhandled where that would have. What the method put on its
 * promise (a `cancel`, a `json`) is there too. `undefined` for what is more than a promise.
 */
function followPromise(call: Call, promise: Promise<unknown>): Promise<unknown> | undefined {
  if (!isPlain(promise)) return undefined;
  const followed = promise.then(
    (value) => followToEnd(call, value),
    (error: unknown) => {
      fail(call, error);
      throw error;
    },
  );
  // by name only, as Node keeps its own bookkeeping under symbols
  for (const name of Object.getOwnPropertyNames(promise)) {
    Object.defineProperty(followed, name, Object.getOwnPropertyDescriptor(promise, name) as PropertyDescriptor);
  }
  return followed;
}

/** What is handed back of a value that comes to an end later, which is now being waited for; else `undefined`. */
function endLater(call: Call, value: object): unknown {
  if (types.isProxy(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === Array.prototype) return undefined;
  if (!types.isGeneratorObject(value)) return followStream(call, value) ? value : shared().follow?.(call, value);
  if (!Object.isExtensible(value)) return undefined;
  followGenerator(call, value as unknown as GeneratorObject);
  return value;
}

/**
 * Whether a promise is no more than that, in any realm. One of a subclass may start its work in `then`, or hold a
 * state that a promise derived from it has not, so it is handed back as it is.
 */
function isPlain(promise: Promise<unknown>): boolean {
  const prototype = Object.getPrototypeOf(promise) as object | null;
  const tag = prototype === null ? undefined : Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)?.value;
  return tag === 'Promise' && !Object.hasOwn(promise, 'then');
}
