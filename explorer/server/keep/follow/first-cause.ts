/** Finds the first cause of a trace, by which probability decides: it is the same for all that it led to. */
import { walk } from '../../query/graph/walk.js';
import type { IndexCache } from '../../query/index/index-cache.js';
import type { FollowRules } from '../rules/keep-rules.js';

/**
 * Returns the trace that nothing led to, and that led to this one; of several, the one that started first. A cause that
 * was not received is taken for the last of them.
 */
export async function firstCause(cache: IndexCache, traceId: string, follow: FollowRules): Promise<string> {
  const { hops, links } = await walk(cache, 'causes', new Map([[traceId, 'all' as const]]), {
    // however far away: a bound would make different stories of one
    hops: Infinity,
    traces: follow.mostTraces,
    ...(follow.relations && { relations: follow.relations }),
  });
  const effects = new Set(
    links.flatMap(({ cause, effect }) => (cause.traceId === effect.traceId ? [] : [effect.traceId])),
  );
  const ends = [...hops.keys()].filter((trace) => !effects.has(trace));
  // in a circle, everything led to everything
  const candidates = ends.length > 0 ? ends : [...hops.keys()];
  const [first] = candidates
    .map((trace) => ({ trace, start: startOf(cache, trace) }))
    .sort((a, b) => a.start - b.start || (a.trace < b.trace ? -1 : 1));
  return first?.trace ?? traceId;
}

/** Returns when a trace started; infinity if none of it was received. */
function startOf({ forest }: IndexCache, trace: string): number {
  let start = Infinity;
  for (const span of forest.spansOf(trace)) start = Math.min(start, span.start);
  return start;
}
