/** Finds the end of a method's work in its result. */
import { types } from 'node:util';
import { isCompiledGenerator, withOpenSteps } from './compiled-generator.js';
import { followGenerator, type GeneratorObject } from './generator.js';
import type { Call } from '../spans/span-plan.js';
import type { StartedSpan } from '../spans/started-span.js';
import { callHooks } from './call-hooks.js';
import { fail, succeed } from './end.js';
import { followStream } from './stream.js';

/**
 * Ends the span when the work does. Native promises of any realm, generator objects and streams are followed; of
 * anything else nothing is called: a thenable may do its work only when asked to.
 *
 * @returns The method's result, or a promise derived from it.
 */
export function followToEnd(call: Call, span: StartedSpan | undefined, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return succeed(call, span, value);
  const followed = types.isPromise(value) ? followPromise(call, span, value) : endLater(call, span, value);
  return followed ?? succeed(call, span, value);
}

/**
 * The promises that stand for those of methods that are not async: a cached one, which several calls return, is one
 * promise for all of their callers, and rejects unhandled once at most.
 */
const stands = new WeakMap<Promise<unknown>, Promise<unknown>>();

/** Returns the promise that stands for the method's; `undefined` for an object that is more than a promise. */
function followPromise(
  call: Call,
  span: StartedSpan | undefined,
  promise: Promise<unknown>,
): Promise<unknown> | undefined {
  if (!isPlain(promise)) return undefined;
  // an async function's is new at each call, and nobody has put a member on it
  if (call.plan.isAsync) return derive(call, span, promise);
  const known = stands.get(promise);
  if (known !== undefined) {
    promise.then(
      (value) => followToEnd(call, span, value),
      (error: unknown) => fail(call, span, error),
    );
    return known;
  }
  const followed = derive(call, span, promise);
  copyMembers(promise, followed);
  stands.set(promise, followed);
  return followed;
}

/** Derives a promise from the method's, which rejects unhandled where that would have. */
function derive(call: Call, span: StartedSpan | undefined, promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => followToEnd(call, span, value),
    (error: unknown) => {
      fail(call, span, error);
      throw error;
    },
  );
}

/** Copies what the method put on its promise: a `cancel`, a `json`, an async iterator. */
function copyMembers(promise: Promise<unknown>, followed: Promise<unknown>): void {
  for (const key of Reflect.ownKeys(promise)) {
    if (typeof key === 'symbol' && (Object.hasOwn(followed, key) || NODE_SYMBOLS.has(key.description))) continue;
    Object.defineProperty(followed, key, Object.getOwnPropertyDescriptor(promise, key) as PropertyDescriptor);
  }
}

/** Node's own bookkeeping on promises, while async hooks are on: of the promise itself, and of no other. */
const NODE_SYMBOLS: ReadonlySet<string | undefined> = new Set([
  'async_id_symbol',
  'trigger_async_id_symbol',
  'kResourceStore',
]);

/** Waits for the end of an object that ends later. Returns the object to hand back, or `undefined` for any other. */
function endLater(call: Call, span: StartedSpan | undefined, value: object): unknown {
  if (types.isProxy(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Array.prototype || (prototype === Object.prototype && !Object.hasOwn(value, 'next')))
    return undefined;
  if (isGenerator(value)) {
    const generator = withOpenSteps(value);
    return generator && followGenerator(call, generator, span);
  }
  return followStream(call, span, value)
    ? value
    : (call.additions?.follow?.(call, span, value) ?? callHooks().follow?.(call, span, value));
}

function isGenerator(value: object): value is GeneratorObject {
  return types.isGeneratorObject(value) || isCompiledGenerator(value);
}

/**
 * Returns true for a promise of any realm that is no more than a promise. One of a subclass may start its work in
 * `then`, or hold a state that a promise derived from it has not, so it is handed back as it is; so is one with a
 * `constructor` of its own, which would make the derived promise.
 */
function isPlain(promise: Promise<unknown>): boolean {
  const prototype = Object.getPrototypeOf(promise) as object | null;
  return (
    (prototype === PROMISE || hasPromiseTag(prototype)) &&
    !Object.hasOwn(promise, 'then') &&
    !Object.hasOwn(promise, 'constructor')
  );
}

/** What this realm's promises inherit, whatever the global `Promise` is; where it is frozen, its tag is an accessor. */
const PROMISE: unknown = Object.getPrototypeOf((async () => undefined)());

const hasPromiseTag = (prototype: object | null): boolean =>
  prototype !== null && Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)?.value === 'Promise';
