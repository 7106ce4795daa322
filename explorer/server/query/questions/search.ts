/** `search`: traces with a matching span, the newest first, and only those that causes or effects of theirs match. */
import type { Bound, SearchAnswer, SpanSummary } from '../../../api/answers.js';
import { QuestionError } from '../../../api/parameters.js';
import type { AskedOf } from '../../../api/questions.js';
import { newestTimeSql } from '../../store/received.js';
import type { StoreReader } from '../../store/store-reader.js';
import { latestForms } from '../../store/tables.js';
import { completeness, hasCutText } from '../completeness.js';
import { walk } from '../graph/walk.js';
import { readTextsThatFit } from '../index/bounded-text.js';
import { IndexCache } from '../index/index-cache.js';
import type { LinkDirection } from '../index/link-direction.js';
import { toTraceSummary } from '../index/linked-summary.js';
import { cutSummaryColumns, toSpanSummary } from '../index/span-rows.js';
import type { SpanSummaryRow } from '../index/span-rows.js';
import { summarizeInMemory } from '../index/summaries-in-memory.js';
import { summarizeTraces } from '../index/summaries.js';
import { filterSql, linkedSpanFilter, matchingSpans } from '../traces/span-filter.js';
import type { FilterSql, SpanFilter } from '../traces/span-filter.js';
import { readCursor, readTracePage } from '../traces/trace-pages.js';

// the matches that are shown of a trace, the spans at the other end, and the traces along the links
const MAX_MATCHES = 20;
const MAX_LINKED_SPANS = 1000;
const MAX_TRACES = 1000;

export async function answerSearch(reader: StoreReader, params: AskedOf<'search'>): Promise<SearchAnswer> {
  const before = params.before === undefined ? undefined : readCursor(params.before);
  const cache = new IndexCache(reader);
  const linked = await Promise.all([
    findLinkedTraces(cache, linkedSpanFilter(params, 'causedBy', reader.received), 'effects', params.hops),
    findLinkedTraces(cache, linkedSpanFilter(params, 'ledTo', reader.received), 'causes', params.hops),
  ]);
  const cutBy = linked.flatMap((side) => side?.cutBy ?? []);
  const candidates = intersection(linked.flatMap((side) => (side ? [side.traces] : [])));
  if (candidates?.length === 0) return { traces: [], ...completeness(cutBy) };

  const ownFilter = filterSql(params, reader.received);
  const filter: FilterSql = candidates
    ? {
        ...ownFilter,
        sql: `${ownFilter.sql} AND TraceId IN {within:Array(String)}`,
        params: { ...ownFilter.params, within: candidates },
      }
    : ownFilter;
  const page = await readTracePage(reader, filter, params.limit, before, candidates !== undefined);
  const [summaries, matches] = await Promise.all([
    summarizeInMemory(cache, page.traces) ?? summarizeTraces(new IndexCache(reader), page.traces),
    ownFilter.hasConditions ? readMatches(reader, filter, page.traces) : [],
  ]);
  const traces = page.traces.flatMap((traceId) => {
    const summary = summaries.get(traceId);
    const ofTrace = matches.filter((span) => span.traceId === traceId);
    return summary ? [{ ...toTraceSummary(summary), matches: ofTrace }] : [];
  });
  return {
    traces,
    ...completeness([...cutBy, (hasCutText(traces) || hasCutText(matches)) && 'text']),
    ...(page.next !== undefined && { next: page.next }),
  };
}

/** Returns the traces that all sets have in common; undefined if there are no sets. */
const intersection = (sets: readonly ReadonlySet<string>[]): string[] | undefined =>
  sets.length === 0 ? undefined : [...sets.reduce((a, b) => new Set([...a].filter((trace) => b.has(trace))))];

/** Finds the traces that links lead to from the spans of a filter; undefined without a filter. */
async function findLinkedTraces(
  cache: IndexCache,
  filter: SpanFilter | undefined,
  direction: LinkDirection,
  hops: number,
): Promise<{ traces: ReadonlySet<string>; cutBy: readonly Bound[] } | undefined> {
  if (filter === undefined) return undefined;
  if (filter.span !== undefined && filter.trace === undefined)
    throw new QuestionError('A span at the other end is named by its id and its trace: give the trace, too.');
  const { tables } = cache.reader;
  const conditions = filterSql(filter, cache.reader.received);
  // without a trace, spans are found sooner in the table that is sorted by service, name and time
  const spansSql =
    filter.trace === undefined
      ? `${tables.traces} WHERE ${conditions.sql}`
      : matchingSpans(conditions, tables, 'trace');
  const spans = await cache.reader.rows<{ traceId: string; spanId: string }>(
    `SELECT TraceId AS traceId, SpanId AS spanId FROM ${spansSql}
ORDER BY ${newestTimeSql(cache.reader.received)} DESC LIMIT ${MAX_LINKED_SPANS + 1}`,
    conditions.params,
  );
  const start = new Map<string, Set<string>>();
  for (const { traceId, spanId } of spans.slice(0, MAX_LINKED_SPANS))
    start.set(traceId, (start.get(traceId) ?? new Set()).add(spanId));
  // a span that was never received may still have led to others
  if (filter.trace !== undefined && filter.span !== undefined) start.set(filter.trace, new Set([filter.span]));
  const result = await walk(cache, direction, start, { hops, traces: start.size + MAX_TRACES });
  const traces = [...result.reached];
  return {
    traces: new Set(traces.slice(0, MAX_TRACES)),
    // the number of traces along the links has no parameter
    cutBy: [
      ...[...result.cutBy].map((bound) => (bound === 'hops' || bound === 'bytes' ? bound : 'rows')),
      ...(spans.length > MAX_LINKED_SPANS || traces.length > MAX_TRACES ? (['rows'] as const) : []),
    ],
  };
}

async function readMatches(reader: StoreReader, filter: FilterSql, traces: readonly string[]): Promise<SpanSummary[]> {
  const rows = await readTextsThatFit<SpanSummaryRow>((texts) =>
    reader.manyRows(
      `SELECT * FROM (
  SELECT ${cutSummaryColumns(texts, reader.received)} FROM ${matchingSpans(filter, reader.tables, 'traces')}
  ${latestForms(reader.received)}
) ORDER BY traceId, start, spanId LIMIT ${MAX_MATCHES} BY traceId`,
      { ...filter.params, traces },
    ),
  );
  return rows.map(toSpanSummary);
}
