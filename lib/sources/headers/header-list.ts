/** Lists the headers of any container, reading each property once. */
import { decodeText, VALUE_LIMIT } from './decode.js';

/** The number of names, and of values of one name, that are read. */
const NAMES_LIMIT = 10_000;
const VALUES_LIMIT = 100;

/** Names in any case, each followed by its value; a name with several values stands there several times. */
export type HeaderList = readonly unknown[];

/**
 * Lists the headers of an object, or of an iterable of pairs or objects.
 *
 * @param read Fields that were read elsewhere, and are left out.
 * @param traceparent The container's own, which was read already.
 */
export function listHeaders(container: object, read: ReadonlySet<string>, traceparent?: unknown): HeaderList {
  const list: unknown[] = [];
  if (!(Symbol.iterator in container)) return addFields(list, container, read, traceparent);
  // an iterator belongs to the application, which reads it once
  if ('next' in container) return list;
  let seen = 0;
  for (const entry of container as Iterable<unknown>) {
    if (++seen > NAMES_LIMIT) break;
    if (Array.isArray(entry)) addHeader(list, decodeText(entry[0]), entry[1]);
    else if (typeof entry === 'object' && entry !== null) addFields(list, entry, read);
  }
  return list;
}

/** Returns all names, in lower case. */
export function headerNames(list: HeaderList): string[] {
  return [...new Set(list.filter((_, at) => at % 2 === 0).map((name) => (name as string).toLowerCase()))];
}

/** Returns the values of the header of that name, which is in lower case; the last ones where there are many. */
export function headerValues(list: HeaderList, name: string): unknown[] | undefined {
  let found: unknown[] | undefined;
  for (let at = 0; at < list.length; at += 2) {
    const other = list[at] as string;
    if (other.length !== name.length || (other !== name && other.toLowerCase() !== name)) continue;
    if (found === undefined) found = [list[at + 1]];
    else if (found.push(list[at + 1]) > VALUES_LIMIT) found.shift();
  }
  return found;
}

/** Returns a value as texts: itself, those in an array, or an array of bytes (Kafka's headers in Lambda) as text. */
export function decodeTexts(value: unknown): string[] {
  if (Array.isArray(value) && typeof value[0] === 'number')
    return decodeTexts(Uint8Array.from(value.slice(0, VALUE_LIMIT) as number[]));
  return (Array.isArray(value) ? value.slice(-VALUES_LIMIT) : [value])
    .map(decodeText)
    .filter((one) => one !== undefined);
}

function addFields(list: unknown[], object: object, read: ReadonlySet<string>, traceparent?: unknown): HeaderList {
  for (const name of Object.keys(object)) {
    if (read.has(name)) continue;
    const isKnown = traceparent !== undefined && name === 'traceparent';
    addHeader(list, name, isKnown ? traceparent : (object as Record<string, unknown>)[name]);
  }
  return list;
}

function addHeader(list: unknown[], name: string | undefined, value: unknown): void {
  if (name !== undefined && list.length < 2 * NAMES_LIMIT) list.push(name, value);
}
