/** Lists the headers of any container, reading each property once. */
import { keptItems, otherItems } from '../kept-items.js';
import { decodeText, isBytes, VALUE_LIMIT } from './decode.js';

/** The number of names, and of values of one name, that are read. */
const NAMES_LIMIT = 10_000;
const VALUES_LIMIT = 100;

/** The names of the fields of a header that is an object: `{ key, value }`. */
const KEYS: ReadonlySet<string> = new Set(['key', 'name']);

/**
 * Names in any case, each followed by its value; a name with several values stands there several times. Those of
 * `listHeaders` may be bytes, as decoding them would cost more than finding the one that is looked for.
 */
export type HeaderList = readonly unknown[];

const TRACEPARENT = 'traceparent';
const TRACEPARENT_BYTES = /* @__PURE__ */ Array.from(TRACEPARENT, (letter) => letter.charCodeAt(0));

/**
 * By length, as bits: the names that go with a `traceparent`, its trace state and the start of a CloudEvent, among
 * others, and those of no length, which are no array of bytes.
 */
const COMPANIONS = 1 | (1 << 10) | (1 << 14) | (1 << 23);

/**
 * Lists the headers of an object, or of an iterable of pairs or objects.
 *
 * @param read Fields that were read elsewhere, and are left out.
 * @param traceparent The container's own, which was read already.
 */
export function listHeaders(container: object, read: ReadonlySet<string>, traceparent: unknown): HeaderList {
  const list: unknown[] = [];
  if (!(Symbol.iterator in container)) {
    const fields = container as Record<string, unknown>;
    for (const name of Object.keys(fields))
      if (!read.has(name)) addHeader(list, name, name === TRACEPARENT ? traceparent : fields[name]);
    return list;
  }
  // an iterator belongs to the application, which reads it once
  if ('next' in container) return list;
  let seen = 0;
  for (const item of keptItems(container) ?? otherItems(container as Iterable<unknown>)) {
    if (++seen > NAMES_LIMIT) break;
    if (Array.isArray(item)) addHeader(list, item[0], item[1]);
    else if (typeof item === 'object' && item !== null && !ArrayBuffer.isView(item)) addEntry(list, item, read);
  }
  return list;
}

/**
 * Returns the value of the one `traceparent`, which most lists have; `undefined` where it may come twice, or with a
 * companion.
 */
export function onlyTraceparent(list: HeaderList): unknown {
  let found: unknown;
  for (let at = 0; at < list.length; at += 2) {
    const name = list[at] as string | Uint8Array;
    const { length } = name;
    if ((COMPANIONS & (1 << length)) !== 0) return undefined;
    if (length !== TRACEPARENT.length) continue;
    // another name of that length may be this one in another case
    if (found !== undefined || !isTraceparent(name)) return undefined;
    found = list[at + 1];
  }
  return found;
}

function isTraceparent(name: string | Uint8Array): boolean {
  return name === TRACEPARENT || TRACEPARENT_BYTES.every((byte, at) => byte === name[at]);
}

/** Returns the list with its names as text. */
export function withTextNames(list: HeaderList): HeaderList {
  return list.map((item, at) => (at % 2 === 0 ? decodeText(item) : item));
}

/** Returns true for fetch's `Headers`, whoever made them. */
export function isFetchHeaders(container: object): boolean {
  if (!(Symbol.iterator in container) || Array.isArray(container)) return false;
  return (container as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'Headers';
}

/** Returns the field that holds the name of a header in an object of `{ key, value }`, or `{ name, value }`. */
export function keyField(fields: readonly string[]): string | undefined {
  if (fields.length !== 2 || !fields.includes('value')) return undefined;
  return fields.find((field) => KEYS.has(field));
}

/**
 * Joins the values of each name by commas, as HTTP does: `tracestate` may come in several lines, and of a `traceparent`
 * that came twice nothing is left to read.
 */
export function joinHeaders(headers: HeaderList): HeaderList {
  const joined = new Map<string, string>();
  for (let at = 0; at < headers.length; at += 2) {
    const name = (headers[at] as string).toLowerCase();
    const text = decodeTexts(headers[at + 1]).join(', ');
    const before = joined.get(name);
    joined.set(name, before === undefined ? text : `${before}, ${text}`);
  }
  return [...joined].flat();
}

/** Returns all names, in lower case. */
export function headerNames(list: HeaderList): string[] {
  return [...new Set(list.filter((_, at) => at % 2 === 0).map((name) => (name as string).toLowerCase()))];
}

/** Returns the values of the header of that name, which is in lower case. */
export function headerValues(list: HeaderList, name: string): unknown[] | undefined {
  let found: unknown[] | undefined;
  for (let at = 0; at < list.length; at += 2) {
    const other = list[at] as string;
    if (other.length !== name.length || (other !== name && other.toLowerCase() !== name)) continue;
    if (found === undefined) found = [list[at + 1]];
    else found.push(list[at + 1]);
  }
  return found;
}

/** Returns a value as texts: itself, those in an array, or an array of bytes (Kafka's headers in Lambda) as text. */
export function decodeTexts(value: unknown): string[] {
  if (Array.isArray(value) && typeof value[0] === 'number')
    return decodeTexts(Uint8Array.from(value.slice(0, VALUE_LIMIT) as number[]));
  return (Array.isArray(value) ? value.slice(-VALUES_LIMIT) : [value])
    .map((one) => decodeText(one))
    .filter((one) => one !== undefined);
}

function addEntry(list: unknown[], entry: object, read: ReadonlySet<string>): void {
  const fields = entry as Record<string, unknown>;
  const names = Object.keys(fields);
  const key = keyField(names);
  if (key !== undefined) addHeader(list, fields[key], fields.value);
  else for (const name of names) if (!read.has(name)) addHeader(list, name, fields[name]);
}

function addHeader(list: unknown[], name: unknown, value: unknown): void {
  if ((typeof name === 'string' || isBytes(name)) && list.length < 2 * NAMES_LIMIT) list.push(name, value);
}
