/**
 * Follows links from span to span, hop by hop: each is one look-up with `IN`, which the index answers, rather than one
 * recursive join.
 *
 * Work continues in the spans that a span calls, so its effects include those of everything within it; and a span
 * happened because its callers did, so its causes include those of everything around it.
 */
import type { Bound, CausalLink } from '../../../api/answers.js';
import type { IndexCache } from '../index/index-cache.js';
import { LINK_SIDES } from '../index/link-direction.js';
import type { LinkDirection } from '../index/link-direction.js';
import { linkKey, toCausalLink } from '../index/link-rows.js';
import type { Link } from '../index/link-rows.js';

/** Ids of spans by trace, or all spans of a trace. */
export type SpanSelection = ReadonlyMap<string, ReadonlySet<string> | 'all'>;

export interface WalkLimits {
  readonly hops: number;
  /** The traces of the start included. */
  readonly traces: number;
  /** The relations of the links that are followed, of which the empty one is that of links without; default all. */
  readonly relations?: readonly string[];
}

export interface Walk {
  /** The links between the start and each trace; 0 for the traces of the start. */
  readonly hops: ReadonlyMap<string, number>;
  /** The traces that a link led to. */
  readonly reached: ReadonlySet<string>;
  /** The links that were followed. */
  readonly links: readonly CausalLink[];
  /** The bounds that left something out. */
  readonly cutBy: ReadonlySet<Bound>;
}

/**
 * Walks in one direction, and leaves the spans of all traces in the cache. Ends at cycles, and at spans that were never
 * received.
 */
export async function walk(
  cache: IndexCache,
  direction: LinkDirection,
  start: SpanSelection,
  limits: WalkLimits,
): Promise<Walk> {
  const { forest } = cache;
  const { near, far } = LINK_SIDES[direction];
  const hops = new Map([...start.keys()].map((trace) => [trace, 0]));
  const reached = new Set<string>();
  const visited = new Map<string, Set<string>>();
  const followed = new Map<string, CausalLink>();
  const cutBy = new Set<Bound>();
  let frontier: SpanSelection = start;

  for (let hop = 0; frontier.size > 0; hop += 1) {
    const traces = [...frontier.keys()];
    await cache.loadRows(traces);
    // traces with too many rows for that: reads the links of whole traces at the same time as the spans, which are
    // needed to tell whose links to follow
    const [linksOfTraces] = await Promise.all([
      cache.readLinks(direction, traces),
      cache.loadSpans(traces, spanIds(frontier.values())),
    ]);

    const sources = expand(frontier, visited, (trace, span) =>
      direction === 'effects' ? forest.withDescendants(trace, span) : forest.withAncestors(trace, span),
    );
    const isOfSpans = ![...sources.values()].includes('all');
    const read =
      linksOfTraces.exceedsTotal && isOfSpans
        ? await cache.readLinks(direction, traces, spanIds(sources.values()))
        : linksOfTraces;
    if (read.exceedsTotal || read.exceedsPerSpan) cutBy.add('links');
    if (traces.some((trace) => cache.incompleteTraces.has(trace))) cutBy.add('spans');

    const isFollowed = (link: Link): boolean => {
      if (limits.relations && !limits.relations.includes(link.relation)) return false;
      const spans = sources.get(link[near].traceId);
      return spans === 'all' || spans?.has(link[near].spanId) === true;
    };
    const links = read.links.filter(isFollowed);
    // the next hop needs these rows; they tell which links only an earlier form of a span had
    if (direction === 'effects' && hop < limits.hops)
      await cache.loadRows(newTraces(links, hops).slice(0, limits.traces - hops.size));

    const next = new Map<string, Set<string>>();
    for (const link of await cache.latestLinks(links)) {
      const { traceId: trace, spanId: span } = link[far];
      if (hop >= limits.hops || (!hops.has(trace) && hops.size >= limits.traces)) {
        if (!hops.has(trace)) cutBy.add(hop >= limits.hops ? 'hops' : 'traces');
        continue;
      }
      if (!hops.has(trace)) hops.set(trace, hop + 1);
      reached.add(trace);
      followed.set(linkKey(link), toCausalLink(link));
      if (visited.get(trace)?.has(span) || start.get(trace) === 'all') continue;
      next.set(trace, (next.get(trace) ?? new Set()).add(span));
    }
    frontier = next;
    if (cache.reader.isFull && frontier.size > 0) {
      cutBy.add('bytes');
      break;
    }
  }
  return { hops, reached, links: [...followed.values()], cutBy };
}

/** Returns the traces of effects that no link led to before, in the order of the links. */
const newTraces = (links: readonly Link[], known: ReadonlyMap<string, number>): string[] =>
  [...new Set(links.map(({ effect }) => effect.traceId))].filter((trace) => !known.has(trace));

/** Extends the frontier's spans to descendants or ancestors, without those visited before, and marks all as visited. */
function expand(
  frontier: SpanSelection,
  visited: Map<string, Set<string>>,
  extend: (trace: string, span: string) => Set<string>,
): Map<string, Set<string> | 'all'> {
  const expanded = new Map<string, Set<string> | 'all'>();
  for (const [trace, spans] of frontier) {
    if (spans === 'all') {
      expanded.set(trace, 'all');
      continue;
    }
    const visitedSpans = visited.get(trace) ?? new Set<string>();
    visited.set(trace, visitedSpans);
    const newSpans = new Set<string>();
    for (const span of spans) {
      if (visitedSpans.has(span)) continue;
      for (const id of extend(trace, span)) {
        if (!visitedSpans.has(id)) newSpans.add(id);
        visitedSpans.add(id);
      }
    }
    expanded.set(trace, newSpans);
  }
  return expanded;
}

const spanIds = (selections: Iterable<ReadonlySet<string> | 'all'>): string[] =>
  [...selections].flatMap((spans) => (spans === 'all' ? [] : [...spans]));
