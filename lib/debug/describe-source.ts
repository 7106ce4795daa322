/** Describes a source in words: its type, and the names in it, never a value. */
import { types } from 'node:util';
import { isBytes } from '../sources/headers/decode.js';
import { isOpen, listNames, namesOf, peek, showName } from './peek.js';

/** Returns what a source is, such as `an object with keys id, body`. Never throws. */
export function describeSource(source: unknown): string {
  if (source === null || source === undefined || source === false) return String(source);
  if (typeof source === 'string') return `a text of ${amountOf(source.length, 'character')}`;
  if (typeof source !== 'object') return `a ${typeof source}`;
  if (!isOpen(source)) return 'a proxy';
  if (isBytes(source)) return amountOf(source.byteLength, 'byte');
  if (types.isPromise(source)) return 'a promise, which nothing waits for';
  if (Array.isArray(source)) return describeList(source);
  if (types.isSet(source)) return `a Set of ${amountOf(Reflect.get(Set.prototype, 'size', source) as number, 'item')}`;
  if (isIterator(source)) return 'an iterator or a stream, which reading would use up';
  return describeObject(source);
}

function amountOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Returns true for what is gone once it has been read. */
export function isIterator(source: unknown): boolean {
  return typeof peek(source, 'next') === 'function' || typeof peek(source, Symbol.asyncIterator) === 'function';
}

function describeList(source: readonly unknown[]): string {
  const { length } = source;
  const first: unknown = Object.getOwnPropertyDescriptor(source, 0)?.value;
  if (length === 0) return 'an empty array';
  const rest = Array.isArray(first) ? 'an array' : describeSource(first);
  return `an array of ${amountOf(length, 'item')}, the first ${rest}`;
}

function describeObject(source: object): string {
  const name = classOf(source);
  const what = types.isMap(source) ? 'a Map' : name === undefined ? 'an object' : `an object of ${name}`;
  const names = namesOf(source);
  return names.length === 0 ? `${what} without keys` : `${what} with keys ${listNames(names)}`;
}

/** Returns the name of the source's class; `undefined` for a plain object. */
function classOf(source: object): string | undefined {
  const name = peek(peek(source, 'constructor'), 'name');
  return typeof name === 'string' && name !== '' && name !== 'Object' ? showName(name) : undefined;
}
