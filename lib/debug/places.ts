/** Tells which places of a source were looked at, and what they hold instead of a context. */
import { ALL_READERS } from '../sources/messages/readers.js';
import { entriesOf } from './contexts-in.js';
import { describeSource } from './describe-source.js';
import { findFault } from './malformed.js';
import { accessTo, hasProperty, peek } from './peek.js';

/** Containers of headers inside the field of a client. */
const INNER: ReadonlySet<string> = new Set(['headers', 'userProperties', 'telemetry', '_meta', 'attributes']);
/** Fields whose headers are looked at. */
const CONTAINERS: ReadonlySet<string> = new Set([...INNER, ...ALL_READERS.flatMap(({ fields }) => fields)]);
/** Places that one explanation tells of. */
const LIMIT = 8;

/** The clients that keep something in a field, by its name. */
const CLIENTS = new Map<string, string[]>();
for (const { client, fields } of ALL_READERS) {
  const known = CLIENTS.get(fields[0]) ?? [];
  if (!known.includes(client)) CLIENTS.set(fields[0], [...known, client]);
}

/** Returns the places of one item and what was wrong with each, such as `no headers`, `no traceparent`. */
export function placesIn(item: object, snapshot: unknown): string[] {
  const faults = [...faultsIn(snapshot, '')];
  const found = faults.length > 0 ? faults : ['headers', 'traceparent'].flatMap((name) => absence(item, name));
  for (const [name, value] of entriesOf(snapshot)) {
    const clients = name === 'headers' ? [] : CLIENTS.get(String(name));
    if (clients === undefined || typeof value !== 'object' || value === null) continue;
    const of = clients.length === 0 ? '' : ` (${clients.join(', ')})`;
    found.push(`${name}${of} is ${describeSource(value)}`, ...innerPlaces(String(name), value));
  }
  return [...new Set(found)].slice(0, LIMIT);
}

function absence(item: object, name: string): string[] {
  if (!hasProperty(item, name)) return [`no ${name}`];
  const value = peek(item, name);
  if (value !== undefined && typeof value === 'object' && value !== null) return [];
  return [`${name} is ${value === undefined ? 'undefined, or behind a getter' : describeSource(value)}`];
}

function innerPlaces(path: string, value: object): string[] {
  return entriesOf(value).flatMap(([name, inner]) =>
    INNER.has(String(name)) && typeof inner === 'object' && inner !== null
      ? [`${path}${accessTo(name)} is ${describeSource(inner)}`]
      : [],
  );
}

/** Finds headers that look like a context and are none, in the item and one level deeper. */
function* faultsIn(snapshot: unknown, path: string, depth = 0): Generator<string> {
  for (const [name, value] of entriesOf(snapshot)) {
    const access = accessTo(name);
    const place = path === '' ? access.replace(/^\./, '') : path + access;
    const fault = typeof name === 'string' ? findFault(name, value) : undefined;
    if (fault !== undefined) yield `${place} ${fault}`;
    else if (depth < 2 && CONTAINERS.has(String(name))) yield* faultsIn(value, place, depth + 1);
  }
}
