/** Reads collections so that they stay as they are. */
import { types } from 'node:util';
import { ignoreRejection } from '../global/ignore-rejection.js';

const { values: indexed } = Array.prototype as { values(this: object): Iterable<unknown> };
const { values: ofSet } = Set.prototype as { values(this: object): Iterable<unknown> };
const { entries: ofMap } = Map.prototype as { entries(this: object): Iterable<unknown> };

/**
 * Returns the items of a collection that reading leaves as it is: those of an array, a `Set` or a `Map` of any realm,
 * whatever iterator its class wrote, and those of what is indexed as arrays are, or a set by its methods.
 *
 * @returns `undefined` for any other iterable, which may be empty once it has been read.
 */
export function keptItems(items: object): Iterable<unknown> | undefined {
  if (Array.isArray(items) || isIndexed(items)) return indexed.call(items);
  if (types.isSet(items)) return ofSet.call(items);
  if (types.isMap(items)) return ofMap.call(items);
  return isSetLike(items) ? otherItems(items as Iterable<unknown>) : undefined;
}

/** Returns the items of another iterable, as `for` does; steps that are promises would never end, and are none. */
export function* otherItems(items: Iterable<unknown>): Iterable<unknown> {
  const iterator = ignoreRejection(items[Symbol.iterator]());
  let isHeld = false;
  try {
    for (;;) {
      const step = ignoreRejection(iterator.next());
      if (types.isPromise(step) || step.done) return;
      isHeld = true;
      yield step.value;
      isHeld = false;
    }
  } finally {
    if (isHeld) ignoreRejection(iterator.return?.());
  }
}

/** Returns true for what has the iterator of arrays, of any realm: `arguments`, a list of nodes. */
function isIndexed(items: object): boolean {
  const { length, [Symbol.iterator]: iterate } = items as { length?: unknown; [Symbol.iterator]?: unknown };
  if (typeof length !== 'number' || typeof iterate !== 'function') return false;
  return iterate === indexed || Function.prototype.toString.call(iterate) === indexed.toString();
}

/** Returns true for a set as ECMAScript's set methods know one, such as an observable set. */
function isSetLike(items: object): boolean {
  const { size, has, keys } = items as { size?: unknown; has?: unknown; keys?: unknown };
  return typeof size === 'number' && typeof has === 'function' && typeof keys === 'function';
}
