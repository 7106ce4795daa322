/** Attributes of links. */
import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { configuration } from '../global/settings.js';
import { count, warnOnce } from '../global/report.js';
import type { Relation } from './link-options.js';

/** The attribute that says why a link exists. */
export const RELATION = 'spanlink.relation';

/** A list that is longer would keep a call waiting, and no backend takes it. */
const LIST_LIMIT = 100_000;
/** The characters of a foreign name in a report. */
const NAME_LENGTH = 100;

/** Returns a relation as link attributes, under its own name and every alias. */
export function relationAttributes(relation: Relation | undefined): Attributes | undefined {
  if (relation === undefined || relation === null) return undefined;
  if (typeof relation !== 'string') return drop(RELATION);
  const attributes: Attributes = { [RELATION]: relation };
  for (const alias of configuration().relationAliases ?? []) attributes[alias] = relation;
  return attributes;
}

/**
 * Copies attributes of the application's: what OpenTelemetry allows, read once, so that nothing behind this point meets
 * a value that cannot be compared or exported. What is left out is counted in `spanlink.attributes.dropped`; a value
 * that is `undefined` is none. Never throws.
 *
 * See https://opentelemetry.io/docs/specs/otel/common/#attribute.
 *
 * @returns `undefined` where there is nothing to record.
 */
export function copyAttributes(given: unknown): Attributes | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  let copy: Attributes | undefined;
  try {
    if (Array.isArray(given)) return undefined;
    for (const name of Object.keys(given)) {
      const value = readValue(given, name);
      if (value === undefined) continue;
      if (value === NOT_ALLOWED || name === '') drop(name);
      else (copy ??= {})[name] = value;
    }
  } catch {
    // a proxy that does not tell its names
    drop('?');
  }
  return copy;
}

/** Merges attributes, the second over the first; `undefined` where neither is an object. */
export function joinAttributes(one: unknown, other: unknown): Attributes | undefined {
  if (!isAttributes(one)) return isAttributes(other) ? other : undefined;
  return isAttributes(other) ? { ...one, ...other } : one;
}

/** Stands for a value that no attribute may have. */
const NOT_ALLOWED = Symbol('not allowed');

function readValue(given: object, name: string): AttributeValue | undefined | typeof NOT_ALLOWED {
  try {
    const value = (given as Record<string, unknown>)[name];
    // the API's type has no `null`, but SDKs take it
    if (value === undefined || value === null || isPrimitive(value)) return value as AttributeValue | undefined;
    return (Array.isArray(value) && copyList(value)) || NOT_ALLOWED;
  } catch {
    return NOT_ALLOWED;
  }
}

/** Copies a list of one type, which may have gaps; `undefined` for any other. */
function copyList(list: readonly unknown[]): AttributeValue | undefined {
  const { length } = list;
  if (length > LIST_LIMIT) return undefined;
  const copy: unknown[] = [];
  let type: string | undefined;
  for (let at = 0; at < length; at++) {
    const value = list[at];
    copy.push(value);
    if (value === null || value === undefined) continue;
    if (!isPrimitive(value) || (type ??= typeof value) !== typeof value) return undefined;
  }
  return copy as AttributeValue;
}

function isPrimitive(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function drop(name: string): undefined {
  count('attributes.dropped', '');
  warnOnce(
    `link attribute '${name.slice(0, NAME_LENGTH)}'`,
    'is no text, number, boolean or list of one of these, and was left out',
  );
}

function isAttributes(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
