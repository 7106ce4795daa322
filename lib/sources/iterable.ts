/** Tells an iterable of sources from one source, such as a list of headers. */
import { decodeText } from './headers/decode.js';
import { keyField } from './headers/header-list.js';
import { keptItems } from './kept-items.js';
import { entryFields, streamEntries } from './messages/redis.js';

const NAMES_LIMIT = 10_000;

/** A source by its shape: one `item`; an iterable of `items`; an iterable with a `get`, which may be headers. */
export type SourceShape = 'item' | 'items' | 'lookup';

/** Returns the shape of a source. Text, bytes, and what is known as headers, are one item. */
export function shapeOf(value: unknown): SourceShape {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return 'item';
  if (Array.isArray(value)) return isHeaderList(value) || isOfRedis(value) ? 'item' : 'items';
  const items = value as Partial<Record<PropertyKey, unknown>>;
  if (typeof items[Symbol.iterator] !== 'function') return 'item';
  if (typeof items.get !== 'function') return 'items';
  return typeof items.has === 'function' ? 'item' : 'lookup';
}

function isOfRedis(value: readonly unknown[]): boolean {
  return entryFields(value) !== undefined || streamEntries(value) !== undefined;
}

/** Returns true for an iterator, whose items are gone when they have been read. */
export function isOneShot(items: object): boolean {
  return typeof (items as { next?: unknown }).next === 'function';
}

/**
 * Returns true for an array that is one container of headers: pairs of name and value, objects of a name and a value,
 * or objects of one header each with distinct names. Rows of one column, and lists of nested sources, are not.
 */
function isHeaderList(items: readonly unknown[]): boolean {
  if (items.length === 0 || items.length > NAMES_LIMIT) return false;
  try {
    // one object alone may as well be a row, which reads the same
    if (items.length === 1) return isPair(items[0]) || isKeyed(items[0]);
    const names = new Set<string>();
    for (const item of keptItems(items) ?? items) {
      if (isPair(item) || isKeyed(item)) continue;
      const name = onlyHeader(item);
      if (name === undefined || names.has(name)) return false;
      names.add(name);
    }
    return true;
  } catch {
    return false;
  }
}

/** Returns true for a name and a value. Two `traceparent`s are a list of sources, but no name looks like one. */
function isPair(item: unknown): boolean {
  if (!Array.isArray(item) || item.length !== 2) return false;
  const { 0: name, 1: value } = item as [unknown, unknown];
  const text = decodeText(name);
  if (text === undefined || text.length > 48 || !isValue(value)) return false;
  // bytes may be a message of their own
  return (text === name || /^[\w.:-]+$/.test(text)) && entryFields(item) === undefined;
}

/** Returns true for `{ key, value }` and `{ name, value }`. */
function isKeyed(item: unknown): boolean {
  if (typeof item !== 'object' || item === null || Array.isArray(item) || ArrayBuffer.isView(item)) return false;
  const key = keyField(Object.keys(item));
  if (key === undefined) return false;
  const fields = Object.getOwnPropertyDescriptors(item) as Record<string, PropertyDescriptor>;
  return typeof fields[key]?.value === 'string' && isValue(fields.value?.value);
}

function onlyHeader(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
  const names = Object.keys(item);
  const name = names[0];
  if (name === undefined || names.length > 1) return undefined;
  const value: unknown = Object.getOwnPropertyDescriptor(item, name)?.value;
  return isValue(value) ? name.toLowerCase() : undefined;
}

function isValue(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    isText(value) ||
    (Array.isArray(value) && value.length <= NAMES_LIMIT && value.every(isText))
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || ArrayBuffer.isView(value);
}
