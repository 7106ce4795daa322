/** The walk of the graph over traces that are in memory: finds what the one over the store does, and reads nothing. */
import type { LinkDirection } from '../../query/index/link-direction.js';
import { withAncestors, withDescendants } from './recent-traces.js';
import type { RecentLink, RecentTrace, RecentTraces } from './recent-traces.js';

export interface MemoryWalk {
  /** The links between the start and each trace; 0 for the start. */
  readonly hops: ReadonlyMap<string, number>;
  /** The traces that links to another one were followed from. */
  readonly origins: ReadonlySet<string>;
}

/** Returns undefined if not all of it is in memory, or if it is more than a bound. */
export function walkInMemory(
  recent: RecentTraces,
  direction: LinkDirection,
  seed: string,
  limits: { readonly hops: number; readonly traces: number },
): MemoryWalk | undefined {
  const hops = new Map([[seed, 0]]);
  const origins = new Set<string>();
  const visited = new Map<string, Set<string>>();
  let frontier = new Map<string, ReadonlySet<string> | 'all'>([[seed, 'all']]);
  for (let hop = 0; frontier.size > 0; hop += 1) {
    const next = new Map<string, Set<string>>();
    for (const [traceId, spans] of frontier) {
      const trace = recent.get(traceId);
      if (trace === undefined) return undefined;
      for (const { farTrace, far } of linksFrom(trace, traceId, direction, spans, visited)) {
        if (hop >= limits.hops) continue;
        if (!hops.has(farTrace)) {
          if (hops.size >= limits.traces) return undefined;
          hops.set(farTrace, hop + 1);
        }
        if (farTrace !== traceId) origins.add(traceId);
        if (farTrace === seed || visited.get(farTrace)?.has(far) === true) continue;
        next.set(farTrace, (next.get(farTrace) ?? new Set()).add(far));
      }
    }
    frontier = next;
  }
  return { hops, origins };
}

/** Returns the links in a direction of spans, and of what called them or was called within them, that are new. */
function linksFrom(
  trace: RecentTrace,
  traceId: string,
  direction: LinkDirection,
  spans: ReadonlySet<string> | 'all',
  visited: Map<string, Set<string>>,
): readonly RecentLink[] {
  const links = trace[direction];
  if (spans === 'all') return links;
  const known = visited.get(traceId) ?? new Set<string>();
  visited.set(traceId, known);
  const found = new Set<string>();
  for (const span of spans) {
    if (known.has(span)) continue;
    for (const id of direction === 'effects' ? withDescendants(trace, span) : withAncestors(trace, span)) {
      if (!known.has(id)) found.add(id);
      known.add(id);
    }
  }
  return links.length === 0 ? links : links.filter(({ near }) => found.has(near));
}
