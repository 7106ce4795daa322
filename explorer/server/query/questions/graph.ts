/** `graph`: the traces around a trace or a span, and the links between them. */
import { adjustGraph } from '../../../api/adjust-clocks.js';
import type { Bound, GraphAnswer, Lane } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import type { NumberedRef } from '../../../api/span-ref-parameter.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness, hasCutText } from '../completeness.js';
import { chooseSpans } from '../graph/choose-spans.js';
import { walk } from '../graph/walk.js';
import { IndexCache } from '../index/index-cache.js';
import { toCausalLink } from '../index/link-rows.js';
import type { Link } from '../index/link-rows.js';
import type { LinkedSummary } from '../index/linked-summary.js';
import { linksBetweenInMemory } from '../index/links-between-in-memory.js';
import { linksBetweenInSql } from '../index/links-between-in-sql.js';
import { summarizeInMemory } from '../index/summaries-in-memory.js';
import { summarizeInSql } from '../index/summaries-in-sql.js';
import { NotFoundError } from './not-found-error.js';

export const answerGraph = async (
  reader: StoreReader,
  params: AskedOf<'graph'>,
  cache?: IndexCache,
): Promise<GraphAnswer> => adjustGraph(await readGraph(reader, params, cache), params.clocks);

async function readGraph(
  reader: StoreReader,
  params: AskedOf<'graph'>,
  cache: IndexCache = new IndexCache(reader, { links: params.links }),
): Promise<GraphAnswer> {
  const { trace, span, keep } = params;
  const { hopsByTrace, cutBy } = await tracesAround(cache, params);
  const traces = [...hopsByTrace.keys()];
  const { summaries, linksBetween } = await readLanes(cache, traces, params.links + 1);
  if (traces.length === 1 && summaries.size === 0 && linksBetween.length === 0)
    throw new NotFoundError(`No span of trace ${trace} was received, and no link to it.`);
  const links = linksBetween.slice(0, params.links).map(toCausalLink);

  const hopOf = (traceId: string): number => hopsByTrace.get(traceId) ?? 0;
  const lanes = [...summaries.values()]
    .map(({ hasMore, ...summary }): Lane => ({ ...summary, hop: hopOf(summary.traceId), hasMore }))
    .sort((a, b) => a.start - b.start || (a.traceId < b.traceId ? -1 : 1));
  const center = { traceId: trace, ...(span !== undefined && { spanId: span }) };
  const asked = [center, keep].filter((ref): ref is NumberedRef => ref?.spanId !== undefined);
  await cache.loadRefs(asked);
  const { spans, exceedsBytes } = chooseSpans(cache.forest, lanes, links, asked, params.spans);
  const spansInLanes = lanes.reduce((sum, lane) => sum + lane.spans, 0);
  return {
    center,
    lanes,
    spans,
    links,
    missing: traces.filter((id) => !summaries.has(id)).map((traceId) => ({ traceId, hop: hopOf(traceId) })),
    ...completeness([
      ...cutBy,
      linksBetween.length > params.links && 'links',
      exceedsBytes && 'bytes',
      !exceedsBytes && spans.length < spansInLanes && 'spans',
      (hasCutText(lanes) || hasCutText(spans) || hasCutText(links)) && 'text',
    ]),
  };
}

/** Finds the traces around a trace or a span, with the links between them and it. */
export async function tracesAround(
  cache: IndexCache,
  { trace, span, direction, hops, traces }: Pick<AskedOf<'graph'>, 'trace' | 'span' | 'direction' | 'hops' | 'traces'>,
): Promise<{ readonly hopsByTrace: ReadonlyMap<string, number>; readonly cutBy: readonly Bound[] }> {
  const start = new Map([[trace, span === undefined ? 'all' : new Set([span])] as const]);
  const directions = direction === 'both' ? (['causes', 'effects'] as const) : [direction];
  const walks = await Promise.all(
    directions.map((walkDirection) => walk(cache, walkDirection, start, { hops, traces })),
  );
  const hopsByWalk = walks.map((result) => result.hops);
  const hopsByTrace = nearestTraces(hopsByWalk, traces);
  return {
    hopsByTrace,
    cutBy: [
      ...walks.flatMap(({ cutBy }) => [...cutBy]),
      ...(hopsByTrace.size < countTraces(hopsByWalk) ? (['traces'] as const) : []),
    ],
  };
}

const countTraces = (walks: readonly ReadonlyMap<string, number>[]): number =>
  new Set(walks.flatMap((hops) => [...hops.keys()])).size;

/** Returns the traces of all walks that are the fewest links away. */
function nearestTraces(walks: readonly ReadonlyMap<string, number>[], limit: number): Map<string, number> {
  const nearest = new Map<string, number>();
  for (const [trace, hop] of walks.flatMap((hops) => [...hops]))
    nearest.set(trace, Math.min(hop, nearest.get(trace) ?? hop));
  return new Map([...nearest].sort(([, a], [, b]) => a - b).slice(0, limit));
}

/** Reads the summaries of traces and the links between them: in memory if the cache can hold all links, else in SQL. */
async function readLanes(
  cache: IndexCache,
  traces: readonly string[],
  maxLinks: number,
): Promise<{ summaries: Map<string, LinkedSummary>; linksBetween: readonly Link[] }> {
  await cache.loadRemainingLinks(traces);
  await cache.loadCarriers(traces);
  const summaries = summarizeInMemory(cache, traces);
  if (summaries) return { summaries, linksBetween: linksBetweenInMemory(cache, traces) };
  const [counted, linksBetween] = await Promise.all([
    summarizeInSql(cache.reader, traces),
    linksBetweenInSql(cache.reader, traces, maxLinks),
  ]);
  return { summaries: counted, linksBetween };
}
