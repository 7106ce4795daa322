/** `search`: traces with a matching span, the newest first, and only those that causes or effects of theirs match. */
import type { Bound, SearchAnswer, SpanRef } from '../../../api/answers.js';
import { QuestionError } from '../../../api/parameters.js';
import type { AskedOf } from '../../../api/questions.js';
import { newestTimeSql } from '../../store/received.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness, hasCutText } from '../completeness.js';
import { walk } from '../graph/walk.js';
import { IndexCache } from '../index/index-cache.js';
import type { LinkDirection } from '../index/link-direction.js';
import { toTraceSummary } from '../index/linked-summary.js';
import type { LinkedSummary } from '../index/linked-summary.js';
import { toSpanSummary } from '../index/span-rows.js';
import { summarizeInMemory } from '../index/summaries-in-memory.js';
import { summarizeTraces } from '../index/summaries.js';
import { readCursor } from '../traces/cursor.js';
import { latestMatches } from '../traces/latest-matches.js';
import { addKeptFilter } from '../traces/kept-filter.js';
import { filterSql, linkedSpanFilter } from '../traces/span-filter.js';
import type { FilterSql, SpanFilter } from '../traces/span-filter.js';
import { readTracePage } from '../traces/trace-pages.js';

// the spans at the other end, and the traces along the links
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

  const ownFilter = addKeptFilter(filterSql(params, reader.received), reader, params);
  const filter: FilterSql = candidates
    ? {
        ...ownFilter,
        sql: `${ownFilter.sql} AND TraceId IN {within:Array(String)}`,
        params: { ...ownFilter.params, within: candidates },
      }
    : ownFilter;
  const page = await readTracePage(reader, filter, params.limit, before, candidates !== undefined);
  const { summaries, cache: summarized } = await summarize(cache, page.traces);
  await summarized.loadForms(page.matches);
  const matches = page.matches.map((row) => toSpanSummary({ ...row, nth: summarized.forms.nthOf(row) }));
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

/** Summarizes traces: from what a walk has read, or else anew, with the forms of their spans. */
async function summarize(
  walked: IndexCache,
  traces: readonly string[],
): Promise<{ summaries: Map<string, LinkedSummary>; cache: IndexCache }> {
  await walked.loadCarriers(traces);
  const summaries = summarizeInMemory(walked, traces);
  if (summaries) return { summaries, cache: walked };
  const cache = new IndexCache(walked.reader);
  return { summaries: await summarizeTraces(cache, traces), cache };
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
  const spans = await readLinkedSpans(cache.reader, filter);
  const start = new Map<string, Set<string>>();
  for (const { traceId, spanId } of spans.refs) start.set(traceId, (start.get(traceId) ?? new Set()).add(spanId));
  // a span that was never received may still have led to others
  if (filter.trace !== undefined && filter.span !== undefined) start.set(filter.trace, new Set([filter.span]));
  const result = await walk(cache, direction, start, { hops, traces: start.size + MAX_TRACES });
  const traces = [...result.reached];
  return {
    traces: new Set(traces.slice(0, MAX_TRACES)),
    // the number of traces along the links has no parameter
    cutBy: [
      ...[...result.cutBy].map((bound) => (bound === 'hops' || bound === 'bytes' ? bound : 'rows')),
      ...(spans.isCut || traces.length > MAX_TRACES ? (['rows'] as const) : []),
    ],
  };
}

/** Reads the newest spans that match in their latest form. */
async function readLinkedSpans(reader: StoreReader, filter: SpanFilter): Promise<{ refs: SpanRef[]; isCut: boolean }> {
  const { tables, received } = reader;
  const conditions = filterSql(filter, received);
  const columns = `TraceId AS traceId, SpanId AS spanId, ${newestTimeSql(received)} AS time`;
  const newest = `ORDER BY time DESC LIMIT ${MAX_LINKED_SPANS + 1}`;
  const read = (sql: string, params: Readonly<Record<string, unknown>> = {}): Promise<SpanRef[]> =>
    reader.rows(`SELECT traceId, spanId FROM (${sql}) ${newest}`, { ...conditions.params, ...params });
  const latest = (within: 'trace' | 'spans'): string => latestMatches(conditions, tables, columns, within, received);
  if (filter.trace !== undefined) {
    const spans = await read(latest('trace'));
    return { refs: spans.slice(0, MAX_LINKED_SPANS), isCut: spans.length > MAX_LINKED_SPANS };
  }
  // without a trace, spans are found sooner in the table that is sorted by service, name and time
  const spans = await read(`SELECT ${columns} FROM ${tables.traces} WHERE ${conditions.sql}`);
  const isCut = spans.length > MAX_LINKED_SPANS;
  const refs = spans.slice(0, MAX_LINKED_SPANS);
  if (conditions.ofOneForm === undefined || refs.length === 0) return { refs, isCut };
  const ids = { traces: unique(refs.map(({ traceId }) => traceId)), spans: unique(refs.map(({ spanId }) => spanId)) };
  const matching = await read(latest('spans'), ids);
  return { refs: matching.slice(0, MAX_LINKED_SPANS), isCut };
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)];
