/**
 * Follows links from span to span, a hop at a time: one look-up with `IN` each, which the index answers, rather than
 * one recursive join. Work goes on in what a span calls, so its effects are those of everything inside it; and it
 * happened because of what its callers happened because of, so its causes are those of everything around it.
 */
import type { CausalLink } from '../../../api/answers.js';
import type { Ask } from '../../store/store-reader.js';
import { CAUSES, EFFECTS, linkKey, linkOf } from '../index/link-rows.js';
import { Seen } from '../index/index-cache.js';
import type { Forest } from '../index/span-forest.js';

/** Where a walk begins: spans by their trace, or all spans of a trace. */
export type Start = ReadonlyMap<string, ReadonlySet<string> | 'all'>;

export interface WalkBounds {
  readonly hops: number;
  /** At most so many traces, those of the start among them. */
  readonly traces: number;
}

/** What a walk came by. */
export interface Walked {
  /** How many links away each trace is; those of the start are 0 away. */
  readonly hops: ReadonlyMap<string, number>;
  /** The traces that a link led to. */
  readonly reached: ReadonlySet<string>;
  /** The links that were followed. */
  readonly links: readonly CausalLink[];
  /** The spans of all the traces. */
  readonly forest: Forest;
  /** Whether a bound on hops, traces, links or spans left something out. */
  readonly isCut: boolean;
}

/**
 * Walks towards the effects, or towards the causes. Cycles end it, and links to what was never received are followed no
 * further.
 */
export async function walk(
  ask: Ask,
  direction: 'effects' | 'causes',
  start: Start,
  bounds: WalkBounds,
  seen: Seen = new Seen(),
): Promise<Walked> {
  const { forest } = seen;
  const [way, to] = direction === 'effects' ? ([EFFECTS, 'effect'] as const) : ([CAUSES, 'cause'] as const);
  const hops = new Map([...start.keys()].map((trace) => [trace, 0]));
  const reached = new Set<string>();
  const visited = new Map<string, Set<string>>();
  const followed = new Map<string, CausalLink>();
  let isCut = false;
  let frontier: Start = start;

  for (let hop = 0; frontier.size > 0; hop += 1) {
    const traces = [...frontier.keys()];
    await seen.readAll(ask, traces);
    // where that is too much, the links of whole traces are read at once with the spans that tell which of them are
    // meant
    const [guess] = await Promise.all([
      seen.readLinks(ask, way, traces),
      seen.readSpans(ask, traces, idsIn(frontier.values())),
    ]);

    const meant = expand(frontier, visited, (trace, span) =>
      direction === 'effects' ? forest.within(trace, span) : forest.around(trace, span),
    );
    const exact = guess.isFull ? await seen.readLinks(ask, way, traces, idsIn(meant.values())) : guess;
    isCut ||= exact.isFull || exact.isCut || traces.some((trace) => seen.partial.has(trace));

    const next = new Map<string, Set<string>>();
    for (const link of exact.links) {
      const spans = meant.get(link[way.from].traceId);
      if (spans === undefined || (spans !== 'all' && !spans.has(link[way.from].spanId))) continue;
      const { traceId: trace, spanId: span } = link[to];
      if (hop >= bounds.hops || (!hops.has(trace) && hops.size >= bounds.traces)) {
        isCut ||= !hops.has(trace);
        continue;
      }
      if (!hops.has(trace)) hops.set(trace, hop + 1);
      reached.add(trace);
      followed.set(linkKey(link), linkOf(link));
      if (visited.get(trace)?.has(span) || start.get(trace) === 'all') continue;
      next.set(trace, (next.get(trace) ?? new Set()).add(span));
    }
    frontier = next;
  }
  return { hops, reached, links: [...followed.values()], forest, isCut };
}

/** What the frontier stands for, without what was visited before; marks it as visited. */
function expand(
  frontier: Start,
  visited: Map<string, Set<string>>,
  reach: (trace: string, span: string) => Set<string>,
): Map<string, Set<string> | 'all'> {
  const meant = new Map<string, Set<string> | 'all'>();
  for (const [trace, spans] of frontier) {
    if (spans === 'all') {
      meant.set(trace, 'all');
      continue;
    }
    const seen = visited.get(trace) ?? new Set<string>();
    visited.set(trace, seen);
    const fresh = new Set<string>();
    for (const span of spans) {
      if (seen.has(span)) continue;
      for (const each of reach(trace, span)) {
        if (!seen.has(each)) fresh.add(each);
        seen.add(each);
      }
    }
    meant.set(trace, fresh);
  }
  return meant;
}

const idsIn = (frontier: Iterable<ReadonlySet<string> | 'all'>): string[] =>
  [...frontier].flatMap((spans) => (spans === 'all' ? [] : [...spans]));
