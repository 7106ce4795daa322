/** Traces with a span that matches, the newest first; also those that led to a span, or that one led to. */
import type { SearchAnswer, SpanSummary } from '../../api/answers.js';
import { QuestionError } from '../../api/parameters.js';
import type { AskedOf } from '../../api/questions.js';
import type { Ask } from './ask.js';
import { byTrace, otherEnd, whereOf } from './conditions.js';
import type { Conditions, Where } from './conditions.js';
import { Seen } from './seen.js';
import { SPAN, summaryOf } from './spans.js';
import type { SpanColumns } from './spans.js';
import { summariesFrom, summarize, withoutLeads } from './summaries.js';
import { walk } from './walk.js';

// the spans that are read for a page at once, those shown of a trace, the spans at the other end, and the traces along the links
const MOST_READ = 20_000;
const MOST_MATCHES = 20;
const MOST_SEEDS = 1000;
const MOST_TRACES = 1000;

export async function askSearch(ask: Ask, asked: AskedOf<'search'>): Promise<SearchAnswer> {
  const before = asked.before === undefined ? undefined : readCursor(asked.before);
  const seen = new Seen();
  const along = await Promise.all([
    alongLinks(ask, otherEnd(asked, 'causedBy'), 'effects', asked.hops, seen),
    alongLinks(ask, otherEnd(asked, 'ledTo'), 'causes', asked.hops, seen),
  ]);
  const sets = along.flatMap((each) => (each ? [each.traces] : []));
  const within = sets.length === 0 ? undefined : [...sets.reduce((a, b) => new Set([...a].filter((trace) => b.has(trace))))];
  const isCut = along.some((each) => each?.isCut === true);
  if (within?.length === 0) return { traces: [], isCut };

  const own = whereOf(asked);
  const where: Where = within ? { ...own, sql: `${own.sql} AND TraceId IN {within:Array(String)}`, params: { ...own.params, within } } : own;
  const { page, next } = await readPage(ask, where, asked.limit, before, within ? [] : REACH);
  const [summaries, matches] = await Promise.all([summariesFrom(seen, page) ?? summarize(ask, page), own.isAny ? readMatches(ask, where, page) : []]);
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
async function alongLinks(ask: Ask, end: Conditions | undefined, direction: 'effects' | 'causes', hops: number, seen: Seen): Promise<{ traces: ReadonlySet<string>; isCut: boolean } | undefined> {
  if (end === undefined) return undefined;
  if (end.span !== undefined && end.trace === undefined) throw new QuestionError('A span at the other end is named by its id and its trace: give the trace, too.');
  const where = whereOf(end);
  // by what they are, spans are found sooner where they lie by service, name and time
  const seeds = await ask.rows<{ traceId: string; spanId: string }>(
    `SELECT TraceId AS traceId, SpanId AS spanId FROM ${end.trace === undefined ? `${ask.tables.traces} WHERE ${where.sql}` : byTrace(where, ask.tables)}
ORDER BY Timestamp DESC LIMIT ${MOST_SEEDS + 1}`,
    where.params,
  );
  const start = new Map<string, Set<string>>();
  for (const { traceId, spanId } of seeds.slice(0, MOST_SEEDS)) start.set(traceId, (start.get(traceId) ?? new Set()).add(spanId));
  // a span that was never received may still have led to others
  if (end.trace !== undefined && end.span !== undefined) start.set(end.trace, new Set([end.span]));
  const walked = await walk(ask, direction, start, { hops, traces: start.size + MOST_TRACES }, seen);
  const traces = [...walked.reached];
  return { traces: new Set(traces.slice(0, MOST_TRACES)), isCut: walked.isCut || seeds.length > MOST_SEEDS || traces.length > MOST_TRACES };
}

interface Found {
  readonly traceId: string;
  /** Nanoseconds since 1970, of its newest span that matches. */
  readonly newest: string;
}

interface Cursor {
  /** Nanoseconds since 1970. */
  readonly time: string;
  readonly last: string;
}

/** The next traces in the order of their newest match. A trace is on one page only: that of its newest match. */
async function readPage(ask: Ask, where: Where, limit: number, before: Cursor | undefined, reach: readonly bigint[]): Promise<{ page: string[]; next?: string }> {
  const page: string[] = [];
  let cursor = before;
  let [from = 0n, ...wider] = reach.length === 0 ? [0n] : await windows(ask, before, reach);
  // a few rounds, since spans of traces on earlier pages may fill one
  for (let round = 0; round < 12 && page.length < limit; round += 1) {
    const rows = await readRows(ask, where, limit, cursor, from);
    const seen = cursor && rows.length > 0 ? await readSeen(ask, where, rows.map(({ traceId }) => traceId), cursor) : new Set<string>();
    for (const row of rows.slice(0, limit)) {
      if (page.length === limit) break;
      cursor = { time: row.newest, last: row.traceId };
      if (!seen.has(row.traceId)) page.push(row.traceId);
    }
    const [first] = rows;
    const isFull = (first?.read ?? 0) >= MOST_READ;
    if (rows.length > limit || (first && cursor?.last !== rows.at(-1)?.traceId)) continue;
    if (isFull && first) {
      // so many spans of so few traces that they were read to the end: on from the oldest
      if (page.length < limit) cursor = { time: first.oldest, last: first.oldestTrace };
    } else if (from === 0n) return { page };
    else {
      cursor = { time: String(from), last: '' };
      [from = 0n, ...wider] = wider;
    }
  }
  return { page, ...(cursor && { next: `${cursor.time}.${cursor.last}` }) };
}

// the newest spans are found without reading the times of all: in these nanoseconds before the newest, else in all time
const REACH = [10n, 600n, 21_600n].map((seconds) => seconds * 1_000_000_000n);

/** The beginnings of ever longer times, the last of them the beginning of all. */
async function windows(ask: Ask, before: Cursor | undefined, reach: readonly bigint[]): Promise<bigint[]> {
  const [newest] = before ? [before] : await ask.rows<{ time: string }>(`SELECT toString(toUnixTimestamp64Nano(max(Timestamp))) AS time FROM ${ask.tables.traces}`);
  const end = BigInt(newest?.time ?? 0);
  return [...reach.map((each) => end - each).filter((from) => from > 0n), 0n];
}

const readRows = (ask: Ask, where: Where, limit: number, cursor: Cursor | undefined, from: bigint): Promise<(Found & { read: number; oldest: string; oldestTrace: string })[]> =>
  ask.rows(
    `SELECT traceId, toString(max(time)) AS newest, sum(count()) OVER () AS read,
  min(min((time, traceId))) OVER () AS end, toString(end.1) AS oldest, end.2 AS oldestTrace FROM (
  SELECT TraceId AS traceId, toUnixTimestamp64Nano(Timestamp) AS time FROM ${ask.tables.traces}
  WHERE ${where.sql}${from > 0n ? ' AND Timestamp >= fromUnixTimestamp64Nano({from:Int64})' : ''}${
    cursor ? ' AND (Timestamp < fromUnixTimestamp64Nano({time:Int64}) OR (Timestamp = fromUnixTimestamp64Nano({time:Int64}) AND TraceId < {last:String}))' : ''
  }
  ORDER BY Timestamp DESC, TraceId DESC LIMIT ${MOST_READ}
) GROUP BY traceId ORDER BY max(time) DESC, traceId DESC LIMIT ${limit + 1}`,
    { ...where.params, ...cursor, ...(from > 0n && { from: String(from) }) },
  );

/** Those of the traces that have a match before the cursor: they were on an earlier page. */
async function readSeen(ask: Ask, where: Where, traces: readonly string[], cursor: Cursor): Promise<Set<string>> {
  const rows = await ask.rows<{ traceId: string }>(
    `SELECT DISTINCT TraceId AS traceId FROM ${byTrace(where, ask.tables)} AND TraceId IN {traces:Array(String)}
  AND (Timestamp > fromUnixTimestamp64Nano({time:Int64}) OR (Timestamp = fromUnixTimestamp64Nano({time:Int64}) AND TraceId >= {last:String}))`,
    { ...where.params, traces, ...cursor },
  );
  return new Set(rows.map(({ traceId }) => traceId));
}

function readCursor(before: string): Cursor {
  const [, time, last] = /^(\d{1,19})\.([0-9a-f]{0,32})$/.exec(before) ?? [];
  if (time === undefined || last === undefined || BigInt(time) > 9_223_372_036_854_775_807n) throw new QuestionError('"before" must be the `next` of an answer to the same search.');
  return { time, last };
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
