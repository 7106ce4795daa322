/** Entries of Redis streams as ioredis returns them: an id, and the fields as names and values in turn. */
import { decodeText } from '../headers/decode.js';

/** `1526919030474-0`, or with no more than a time. */
const ID = /^\d+(-\d+)?$/;

/** The names and values that are read. */
const FIELDS_LIMIT = 20_000;

/** `18446744073709551615-18446744073709551615`. */
const ID_LENGTH = 41;

/**
 * Returns the names and values of an entry, none of one that was trimmed while it was pending (`[id, null]`), or whose
 * fields are none; `undefined` for any other list, whatever is in it.
 */
export function entryFields(item: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(item) || item.length !== 2) return undefined;
  // by their places, as a subclass may empty itself when it is iterated
  const { 0: id, 1: all } = item as [unknown, unknown];
  // without an id before it, the second item may be anything, such as a proxy that throws in Array.isArray
  if (!isId(id)) return undefined;
  if (all === null || all === undefined) return [];
  try {
    if (!Array.isArray(all)) return undefined;
    const fields = all.slice(0, FIELDS_LIMIT);
    const names = fields.filter((_, at) => at % 2 === 0);
    // all names are text, or all bytes, as those of the methods that end in `Buffer`
    const isName = typeof names[0] === 'string' ? isText : ArrayBuffer.isView;
    if (!names.every(isName)) return undefined;
    return fields.length % 2 === 0 ? fields : [];
  } catch {
    return undefined;
  }
}

/**
 * Returns the entries of one stream in a reply of XREAD or XREADGROUP, where they stand behind the stream's name;
 * `undefined` for any other list.
 */
export function streamEntries(item: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(item) || item.length !== 2) return undefined;
  const { 0: name, 1: entries } = item as [unknown, unknown];
  if (typeof name !== 'string' && !ArrayBuffer.isView(name)) return undefined;
  try {
    return Array.isArray(entries) && entryFields(entries[0]) !== undefined ? entries : undefined;
  } catch {
    return undefined;
  }
}

function isId(id: unknown): boolean {
  if (typeof id === 'string') return id.length <= ID_LENGTH && ID.test(id);
  return ArrayBuffer.isView(id) && id.byteLength <= ID_LENGTH && ID.test(decodeText(id) ?? '');
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
