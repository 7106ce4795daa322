/** Looks into a value without any effect on it: no getter is called, no iterator advanced, no proxy asked. */
import { types } from 'node:util';
import { printable } from '../render/printable.js';

const NAME_LENGTH = 40;
/** The names that one line tells. */
const NAMES = 10;
/** The entries of a map whose names are looked at. */
const ENTRIES = 1_000;
/** Prototypes that are searched for a property. */
const DEPTH = 20;

/** Returns true for an object that may be looked into. */
export function isOpen(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !types.isProxy(value);
}

/** Returns a property that is data, the object's own or inherited; `undefined` for a getter's. Never throws. */
export function peek(object: unknown, name: PropertyKey): unknown {
  let at: unknown = object;
  for (let depth = 0; depth < DEPTH && (isOpen(at) || isOpenFunction(at)); depth++) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found !== undefined) return found.value;
    at = Object.getPrototypeOf(at);
  }
  return undefined;
}

/** Returns true where the object has such a property, a getter's included. Never throws. */
export function hasProperty(object: unknown, name: PropertyKey): boolean {
  for (let at: unknown = object, depth = 0; depth < DEPTH && isOpen(at); depth++) {
    if (Object.hasOwn(at, name)) return true;
    at = Object.getPrototypeOf(at);
  }
  return false;
}

/** Returns the names of an object's own properties, or of a map's entries, as far as they are looked at. */
export function namesOf(value: unknown): string[] {
  if (!isOpen(value)) return [];
  if (!types.isMap(value)) return Object.keys(value);
  const names: string[] = [];
  for (const name of Map.prototype.keys.call(value) as Iterable<unknown>) {
    if (names.length >= ENTRIES) break;
    if (typeof name === 'string') names.push(name);
    else if (ArrayBuffer.isView(name)) names.push(Buffer.from(name as Uint8Array).toString('latin1'));
  }
  return names;
}

/** Lists names for a reader: `id, body (and 3 more)`. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, NAMES).map(showName);
  const rest = names.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` (and ${rest} more)` : ''}`;
}

/** Returns a name as it may be printed. */
export function showName(name: string): string {
  return printable(name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH)}…` : name);
}

/** Returns the path to a property, as code writes it: `.body`, `['x-id']`, `[0]`. */
export function accessTo(name: string | number): string {
  if (typeof name === 'number') return `[${name}]`;
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${quote(name)}]`;
}

/** Returns a name as code quotes it. */
export function quote(name: string): string {
  return `'${showName(name).replace(/['\\]/g, '\\$&')}'`;
}

function isOpenFunction(value: unknown): value is object {
  return typeof value === 'function' && !types.isProxy(value);
}
