/** The causal graph around a trace or a span: what led to it, and what it led to. */
import type { CausalLink, GraphAnswer, Lane, SpanSummary } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { NotFoundError } from '../../store/store-reader.js';
import type { Ask } from '../../store/store-reader.js';
import { INDEX_KEY } from '../../store/tables.js';
import { CAUSES, LINK, linkIn, linkOf } from '../index/link-rows.js';
import type { Link, LinkRow } from '../index/link-rows.js';
import { Seen } from '../index/index-cache.js';
import { byStart } from '../index/span-rows.js';
import { countTraces, summariesFrom } from '../index/summaries-in-sql.js';
import type { Summary } from '../index/summaries-in-sql.js';
import type { Forest } from '../index/span-forest.js';
import { walk } from '../graph/walk.js';

// what a picture can show at all
const MOST_LINKS = 20_000;

export async function askGraph(ask: Ask, asked: AskedOf<'graph'>, seen: Seen = new Seen()): Promise<GraphAnswer> {
  const { trace, span, direction, hops } = asked;
  const { forest } = seen;
  const start = new Map([[trace, span === undefined ? 'all' : new Set([span])] as const]);
  const directions = direction === 'both' ? (['causes', 'effects'] as const) : [direction];
  const walks = await Promise.all(
    directions.map((each) => walk(ask, each, start, { hops, traces: asked.traces }, seen)),
  );

  const found = nearest(
    walks.map((each) => each.hops),
    asked.traces,
  );
  const traces = [...found.keys()];
  const { summaries, between } = await complete(ask, seen, traces);
  if (traces.length === 1 && summaries.size === 0 && between.length === 0)
    throw new NotFoundError(`No span of trace ${trace} was received, and no link to it.`);
  const links = between.slice(0, MOST_LINKS).map(linkOf);

  const lanes = [...summaries.values()]
    .map(({ leadsOn, ...lane }): Lane => ({ ...lane, hop: found.get(lane.traceId) ?? 0, hasMore: leadsOn }))
    .sort((a, b) => a.start - b.start || (a.traceId < b.traceId ? -1 : 1));
  const spans = choose(forest, lanes, links, span, asked.spans);
  const shown = lanes.reduce((sum, lane) => sum + lane.spans, 0);
  return {
    center: { traceId: trace, ...(span !== undefined && { spanId: span }) },
    lanes,
    spans,
    links,
    missing: traces.filter((id) => !summaries.has(id)).map((traceId) => ({ traceId, hop: found.get(traceId) ?? 0 })),
    isCut:
      walks.some(({ isCut }) => isCut) ||
      found.size < union(walks.map((each) => each.hops)) ||
      between.length > MOST_LINKS ||
      spans.length < shown,
  };
}

const union = (walks: readonly ReadonlyMap<string, number>[]): number =>
  new Set(walks.flatMap((hops) => [...hops.keys()])).size;

/** The traces of all walks that are the fewest links away. */
function nearest(walks: readonly ReadonlyMap<string, number>[], most: number): Map<string, number> {
  const hops = new Map<string, number>();
  for (const [trace, hop] of walks.flatMap((each) => [...each])) hops.set(trace, Math.min(hop, hops.get(trace) ?? hop));
  return new Map([...hops].sort(([, a], [, b]) => a - b).slice(0, most));
}

/**
 * The traces and the links between them: from what was read on the way and the rest of their links, or by counting
 * where those are too many.
 */
async function complete(
  ask: Ask,
  seen: Seen,
  traces: readonly string[],
): Promise<{ summaries: Map<string, Summary>; between: readonly Link[] }> {
  await seen.readRest(ask, traces);
  const summaries = summariesFrom(seen, traces);
  if (summaries === undefined) {
    const [counted, between] = await Promise.all([countTraces(ask, traces), linksBetween(ask, traces)]);
    return { summaries: counted, between };
  }
  const shown = new Set(traces);
  return {
    summaries,
    between: traces
      .flatMap((trace) => seen.linksOf(CAUSES, trace) ?? [])
      .filter(({ cause }) => shown.has(cause.traceId)),
  };
}

async function linksBetween(ask: Ask, traces: readonly string[]): Promise<Link[]> {
  const rows = await ask.rows<LinkRow>(
    `SELECT ${LINK} FROM ${ask.tables.index} WHERE TraceId IN {traces:Array(String)} AND Entry = 'cause' AND OtherTraceId IN {traces:Array(String)}
ORDER BY ${INDEX_KEY} LIMIT 1 BY ${INDEX_KEY} LIMIT ${MOST_LINKS + 1}`,
    { traces },
  );
  return rows.map(linkIn);
}

/**
 * The spans to show, at most so many: those at the ends of links and what they are inside of before all others, then
 * the first of each lane.
 */
function choose(
  forest: Forest,
  lanes: readonly Lane[],
  links: readonly CausalLink[],
  center: string | undefined,
  most: number,
): SpanSummary[] {
  const shown = new Map(lanes.map((lane) => [lane.traceId, new Set<string>()]));
  let left = most;
  const show = (traceId: string, spanId: string): void => {
    const ids = shown.get(traceId);
    if (left <= 0 || ids === undefined || ids.has(spanId) || !forest.get(traceId, spanId)) return;
    ids.add(spanId);
    left -= 1;
  };
  for (const { traceId, rootSpanId, hop } of lanes) {
    if (hop === 0 && center !== undefined) show(traceId, center);
    if (rootSpanId !== undefined) show(traceId, rootSpanId);
  }
  for (const end of links.flatMap(({ cause, effect }) => [cause, effect])) {
    for (const id of forest.around(end.traceId, end.spanId)) show(end.traceId, id);
  }
  // a span of each lane in turn, so that a long lane leaves room for the others
  const rest = lanes.map(({ traceId }) => [...forest.spansOf(traceId)].sort(byStart));
  for (let at = 0; left > 0 && rest.some((spans) => at < spans.length); at += 1) {
    for (const spans of rest) {
      const span = spans[at];
      if (span) show(span.traceId, span.spanId);
    }
  }
  return forest
    .all()
    .filter(({ traceId, spanId }) => shown.get(traceId)?.has(spanId))
    .sort(byStart);
}
