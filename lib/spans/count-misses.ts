/** Counts the calls in which a source held no context, until it held one, or there were enough to tell of it. */
import { warnOfNoContext } from '../debug/load.js';
import type { Call } from './span-plan.js';

/** The first calls of a method; a source that holds nothing in all of them is taken for a mistake. */
const CALLS = 20;
/** Stands for a source of which no more is to be said. */
const SETTLED = -1;

/**
 * Counts a call whose source held nothing. To be called while the plan's `misses` are there: they are taken away once
 * all sources are settled, so that later calls pay nothing.
 *
 * @param place Identifies the source among those of the method.
 */
export function countMiss({ plan, args, callee }: Call, place: unknown, source: unknown, isFound: boolean): void {
  const { cache, options, selections } = plan;
  const misses = cache.misses as Map<unknown, number>;
  const before = misses.get(place) ?? 0;
  if (before === SETTLED || (!isFound && isNoCause(place, source))) return;
  const isWarned = !isFound && before + 1 === CALLS;
  misses.set(place, isFound || isWarned ? SETTLED : before + 1);
  if (isWarned) warnOfNoContext({ site: cache.site, place, source, args, callee }, CALLS);
  const sources = new Set(selections.map(({ from }) => from));
  if (options.links !== undefined) sources.add('links');
  if (options.parent !== undefined) sources.add('parent');
  if ([...sources].every((each) => misses.get(each) === SETTLED)) cache.misses = undefined;
}

/**
 * Returns true where the application says that there is no cause: by one of the words for it, as `undefined` may as
 * well be a name that is not there, or by an empty batch, as pollers pass one on; a selector may have missed its items.
 */
function isNoCause(place: unknown, source: unknown): boolean {
  const isEmpty = typeof place === 'number' && Array.isArray(source) && source.length === 0;
  return source === null || source === false || isEmpty;
}
