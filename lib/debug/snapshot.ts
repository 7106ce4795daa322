/** Copies the data of a value, within bounds, so that readers may look into it without any effect. */
import { types } from 'node:util';
import { isBytes } from '../sources/headers/decode.js';
import { isIterator } from './describe-source.js';
import { isOpen, peek } from './peek.js';

const DEPTH = 5;
const ITEMS = 100;
const NODES = 2_000;
/** Characters of a text that are read. */
const TEXT = 1_048_576;

/** The prototype of the copies of what is no plain object: that is no carrier, and neither are these. */
const NOT_PLAIN = Object.create(Object.prototype) as object;

/**
 * Returns a copy of the source's data properties; what has getters, is a proxy, or could be used up, is left out. Never
 * throws.
 */
export function snapshotOf(source: unknown): unknown {
  return new Copier().copy(source, 0);
}

/** Copies one source. */
class Copier {
  #left = NODES;

  copy(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return value.length > TEXT ? undefined : value;
    if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
    if (!isOpen(value) || depth > DEPTH || this.#left-- <= 0) return undefined;
    if (isBytes(value)) return value;
    if (Array.isArray(value)) return this.#list(value, depth);
    if (types.isMap(value)) return this.#map(value, depth);
    if (types.isSet(value)) return this.#set(value, depth);
    if (types.isPromise(value) || isIterator(value)) return undefined;
    return spanIn(value) ?? fetchHeaders(value) ?? this.#object(value, depth);
  }

  #list(list: readonly unknown[], depth: number): unknown[] {
    const copy: unknown[] = [];
    for (let at = 0; at < list.length && at < ITEMS; at++)
      copy.push(this.copy(Object.getOwnPropertyDescriptor(list, at)?.value, depth + 1));
    return copy;
  }

  #set(set: Set<unknown>, depth: number): unknown[] {
    const copy: unknown[] = [];
    for (const item of setValues.call(set)) {
      if (copy.length >= ITEMS) break;
      copy.push(this.copy(item, depth + 1));
    }
    return copy;
  }

  #map(map: Map<unknown, unknown>, depth: number): Map<unknown, unknown> {
    const copy = new Map<unknown, unknown>();
    for (const [name, value] of mapEntries.call(map)) {
      if (copy.size >= ITEMS) break;
      copy.set(name, this.copy(value, depth + 1));
    }
    return copy;
  }

  #object(object: object, depth: number): object {
    const prototype: unknown = Object.getPrototypeOf(object);
    const isPlain = prototype === null || (isOpen(prototype) && Object.getPrototypeOf(prototype) === null);
    const copy = (isPlain ? {} : Object.create(NOT_PLAIN)) as Record<string, unknown>;
    for (const name of Object.keys(object).slice(0, ITEMS)) {
      const value = this.copy(Object.getOwnPropertyDescriptor(object, name)?.value, depth + 1);
      if (value !== undefined) Object.defineProperty(copy, name, { value, enumerable: true });
    }
    return copy;
  }
}

const setValues = Set.prototype.values as (this: Set<unknown>) => Iterable<unknown>;
const mapEntries = Map.prototype.entries as (this: Map<unknown, unknown>) => Iterable<[unknown, unknown]>;

/** Returns what stands for a span, or whatever else tells its context by that method. */
function spanIn(value: object): object | undefined {
  const spanContext = peek(value, 'spanContext');
  if (typeof spanContext !== 'function') return undefined;
  try {
    const context: unknown = spanContext.call(value);
    return { spanContext: () => context };
  } catch {
    return undefined;
  }
}

/** Returns the names and values of fetch's own headers, which are read by their names as a map is. */
function fetchHeaders(value: object): object | undefined {
  if (typeof Headers !== 'function' || !(value instanceof Headers)) return undefined;
  try {
    const copy = new Map<string, string>();
    Headers.prototype.forEach.call(value, (text, name) => copy.set(name, text));
    return copy;
  } catch {
    return undefined;
  }
}
