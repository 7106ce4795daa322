/** Attributes of links. */
import type { Attributes } from '@opentelemetry/api';
import { configuration } from '../global/configure.js';
import type { Relation } from './link-options.js';

/** The attribute that says why a link exists. */
export const RELATION = 'spanlink.relation';

/** Returns a relation as link attributes, under its own name and every alias. */
export function relationAttributes(relation: Relation | undefined): Attributes | undefined {
  if (relation === undefined) return undefined;
  const attributes: Attributes = { [RELATION]: relation };
  for (const alias of configuration().relationAliases ?? []) attributes[alias] = relation;
  return attributes;
}

/** Merges attributes, the second over the first; `undefined` where neither is an object. */
export function joinAttributes(one: unknown, other: unknown): Attributes | undefined {
  if (!isAttributes(one)) return isAttributes(other) ? other : undefined;
  return isAttributes(other) ? { ...one, ...other } : one;
}

function isAttributes(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
