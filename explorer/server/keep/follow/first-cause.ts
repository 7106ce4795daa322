/** Finds the first cause of a trace, by which probability decides: it is the same for all that it led to. */
import { walk } from '../../query/graph/walk.js';
import type { IndexCache } from '../../query/index/index-cache.js';
import type { RecentTraces } from '../recent/recent-traces.js';
import { walkInMemory } from '../recent/walk-in-memory.js';
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
  return firstOf(traceId, [...hops.keys()], effects, (trace) => startOf(cache, trace));
}

/** Finds it among traces that are in memory, as {@link firstCause} does; undefined if others are needed. */
export function firstCauseInMemory(recent: RecentTraces, traceId: string, follow: FollowRules): string | undefined {
  const trace = recent.get(traceId);
  if (trace?.causes.length === 0) return traceId;
  if (trace === undefined || follow.relations !== undefined) return undefined;
  const found = walkInMemory(recent, 'causes', traceId, { hops: Infinity, traces: follow.mostTraces });
  return (
    found &&
    firstOf(traceId, [...found.hops.keys()], found.origins, (cause) => {
      const start = recent.get(cause)?.start;
      // as the index is read: a number cannot hold the nanoseconds
      return start === undefined ? Infinity : Number(start / 1000n);
    })
  );
}

/** @param effects those of the traces that another one led to */
function firstOf(
  traceId: string,
  traces: readonly string[],
  effects: ReadonlySet<string>,
  startOfTrace: (trace: string) => number,
): string {
  const ends = traces.filter((trace) => !effects.has(trace));
  // in a circle, everything led to everything
  const candidates = ends.length > 0 ? ends : traces;
  const [first] = candidates
    .map((trace) => ({ trace, start: startOfTrace(trace) }))
    .sort((a, b) => a.start - b.start || (a.trace < b.trace ? -1 : 1));
  return first?.trace ?? traceId;
}

/** Returns when a trace started; infinity if none of it was received. */
function startOf({ forest }: IndexCache, trace: string): number {
  let start = Infinity;
  for (const span of forest.spansOf(trace)) start = Math.min(start, span.start);
  return start;
}
