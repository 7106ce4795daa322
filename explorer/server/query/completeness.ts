/** Which bounds left something out of an answer. */
import type { Bound, Completeness } from '../../api/answers.js';

const BOUNDS: readonly Bound[] = ['hops', 'traces', 'spans', 'links', 'events', 'limit', 'rows', 'bytes', 'text'];

/**
 * Returns the fields of an answer that tell if it is complete.
 *
 * @param cutBy bounds that left something out, and `false` for those that did not
 */
export function completeness(cutBy: Iterable<Bound | false>): Completeness {
  const all = new Set(cutBy);
  const found = BOUNDS.filter((bound) => all.has(bound));
  return { isCut: found.length > 0, cutBy: found };
}

/** Returns true if a text of any of these was cut. */
export const hasCutText = (items: Iterable<{ readonly isCut?: boolean }>): boolean => {
  for (const { isCut } of items) if (isCut === true) return true;
  return false;
};
