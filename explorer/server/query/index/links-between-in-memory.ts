/** The links between traces, from the rows in the cache. */
import type { IndexCache } from './index-cache.js';
import { linkKey, uniqueByKey } from './link-rows.js';
import type { Link } from './link-rows.js';

export function linksBetweenInMemory(cache: IndexCache, traces: readonly string[]): readonly Link[] {
  const included = new Set(traces);
  return traces
    .flatMap((trace) => uniqueByKey(cache.linksOf('causes', trace) ?? [], linkKey))
    .filter(({ cause }) => included.has(cause.traceId));
}
