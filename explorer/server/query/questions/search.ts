/** Traces with a span that matches, the newest first; also those that led to a span, or that one led to. */
import type { SearchAnswer, SpanSummary } from '../../../api/answers.js';
import { QuestionError } from '../../../api/parameters.js';
import type { AskedOf } from '../../../api/questions.js';
import type { Ask } from '../../store/store-reader.js';
import { byTrace, otherEnd, whereOf } from '../traces/span-filter.js';
import type { Conditions, Where } from '../traces/span-filter.js';
import { cursorOf, readPage } from '../traces/trace-pages.js';
import { Seen } from '../index/index-cache.js';
import { SPAN, summaryOf } from '../index/span-rows.js';
import type { SpanColumns } from '../index/span-rows.js';
import { summariesFrom, summarize, withoutLeads } from '../index/summaries-in-sql.js';
import { walk } from '../graph/walk.js';

// the spans that are shown of a trace, those at the other end, and the traces along the links
const MOST_MATCHES = 20;
const MOST_SEEDS = 1000;
const MOST_TRACES = 1000;

export async function askSearch(ask: Ask, asked: AskedOf<'search'>): Promise<SearchAnswer> {
  const before = asked.before === undefined ? undefined : cursorOf(asked.before);
  const seen = new Seen();
  const along = await Promise.all([
    alongLinks(ask, otherEnd(asked, 'causedBy'), 'effects', asked.hops, seen),
    alongLinks(ask, otherEnd(asked, 'ledTo'), 'causes', asked.hops, seen),
  ]);
  const sets = along.flatMap((each) => (each ? [each.traces] : []));
  const within =
    sets.length === 0 ? undefined : [...sets.reduce((a, b) => new Set([...a].filter((trace) => b.has(trace))))];
  const isCut = along.some((each) => each?.isCut === true);
  if (within?.length === 0) return { traces: [], isCut };

  const own = whereOf(asked);
  const where: Where = within
    ? { ...own, sql: `${own.sql} AND TraceId IN {within:Array(String)}`, params: { ...own.params, within } }
    : own;
  const { page, next } = await readPage(ask, where, asked.limit, before, within !== undefined);
  const [summaries, matches] = await Promise.all([
    summariesFrom(seen, page) ?? summarize(ask, page),
    own.isAny ? readMatches(ask, where, page) : [],
  ]);
  return {
    traces: page.flatMap((traceId) => {
      const summary = summaries.get(traceId);
      return summary ? [{ ...withoutLeads(summary), matches: matches.filter((span) => span.traceId === traceId) }] : [];
    }),
    isCut,
    ...(next !== undefined && { next }),
  };
}

/** The traces that spans led to, or that led to them; nothing where none are asked for. */
async function alongLinks(
  ask: Ask,
  end: Conditions | undefined,
  direction: 'effects' | 'causes',
  hops: number,
  seen: Seen,
): Promise<{ traces: ReadonlySet<string>; isCut: boolean } | undefined> {
  if (end === undefined) return undefined;
  if (end.span !== undefined && end.trace === undefined)
    throw new QuestionError('A span at the other end is named by its id and its trace: give the trace, too.');
  const where = whereOf(end);
  // by what they are, spans are found sooner where they lie by service, name and time
  const seeds = await ask.rows<{ traceId: string; spanId: string }>(
    `SELECT TraceId AS traceId, SpanId AS spanId FROM ${end.trace === undefined ? `${ask.tables.traces} WHERE ${where.sql}` : byTrace(where, ask.tables)}
ORDER BY Timestamp DESC LIMIT ${MOST_SEEDS + 1}`,
    where.params,
  );
  const start = new Map<string, Set<string>>();
  for (const { traceId, spanId } of seeds.slice(0, MOST_SEEDS))
    start.set(traceId, (start.get(traceId) ?? new Set()).add(spanId));
  // a span that was never received may still have led to others
  if (end.trace !== undefined && end.span !== undefined) start.set(end.trace, new Set([end.span]));
  const walked = await walk(ask, direction, start, { hops, traces: start.size + MOST_TRACES }, seen);
  const traces = [...walked.reached];
  return {
    traces: new Set(traces.slice(0, MOST_TRACES)),
    isCut: walked.isCut || seeds.length > MOST_SEEDS || traces.length > MOST_TRACES,
  };
}

async function readMatches(ask: Ask, where: Where, traces: readonly string[]): Promise<SpanSummary[]> {
  const rows = await ask.rows<SpanColumns>(
    `SELECT * FROM (
  SELECT ${SPAN} FROM ${byTrace(where, ask.tables)} AND TraceId IN {traces:Array(String)} LIMIT 1 BY TraceId, SpanId
) ORDER BY traceId, start, spanId LIMIT ${MOST_MATCHES} BY traceId`,
    { ...where.params, traces },
  );
  return rows.map(summaryOf);
}
