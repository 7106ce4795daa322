/**
 * Pages of traces, sorted by their newest matching span (`newestTimeSql`). Each trace is on one page only: that of its
 * newest match.
 */
import { QuestionError } from '../../../api/parameters.js';
import { newestTimeSql } from '../../store/received.js';
import type { StoreReader } from '../../store/store-reader.js';
import { matchingSpans } from './span-filter.js';
import type { FilterSql } from './span-filter.js';

/** The position at which a page ends: the newest match of a trace. */
interface Cursor {
  /** Nanoseconds since 1970. */
  readonly time: string;
  /** The id of the trace. */
  readonly last: string;
}

interface TracePage {
  readonly traces: string[];
  /** The cursor for the next page; missing on the last one. */
  readonly next?: string;
}

// the spans that one query reads, and the queries of one page: spans of traces on earlier pages may fill a query
const SPANS_PER_QUERY = 20_000;
const MAX_QUERIES = 12;

/** Reads the `next` of an answer. Throws a `QuestionError` if it is anything else. */
export function readCursor(next: string): Cursor {
  const [, time, last] = /^(\d{1,19})\.([0-9a-f]{0,32})$/.exec(next) ?? [];
  if (time === undefined || last === undefined || BigInt(time) > 9_223_372_036_854_775_807n)
    throw new QuestionError('"before" must be the `next` of an answer to the same search.');
  return { time, last };
}

/**
 * Reads the next page.
 *
 * @param before the cursor of the page before
 * @param namesTraces true if the filter lists all traces that can match
 */
export async function readTracePage(
  reader: StoreReader,
  filter: FilterSql,
  limit: number,
  before: Cursor | undefined,
  namesTraces: boolean,
): Promise<TracePage> {
  // one trace more shows that there is a next page
  const wanted = limit + 1;
  const found: Cursor[] = [];
  let cursor = before;
  let [windowStart = 0n, ...widerWindows] = namesTraces ? [0n] : await windowStarts(reader, before);
  for (let query = 0; query < MAX_QUERIES && found.length < wanted; query += 1) {
    const rows = await readMatches(reader, filter, wanted, cursor, windowStart);
    const onEarlierPages =
      cursor && rows.length > 0
        ? await readTracesBefore(
            reader,
            filter,
            rows.map(({ traceId }) => traceId),
            cursor,
          )
        : new Set<string>();
    for (const row of rows.slice(0, wanted)) {
      if (found.length === wanted) break;
      cursor = { time: row.newest, last: row.traceId };
      if (!onEarlierPages.has(row.traceId)) found.push(cursor);
    }
    const [first] = rows;
    const isFull = (first?.read ?? 0) >= SPANS_PER_QUERY;
    if (rows.length > wanted || (first && cursor?.last !== rows.at(-1)?.traceId)) continue;
    if (isFull && first) {
      // the spans are of so few traces that all of them were used: continue from the oldest span
      cursor = { time: first.oldest, last: first.oldestTrace };
    } else if (windowStart === 0n) {
      cursor = undefined;
      break;
    } else {
      cursor = { time: String(windowStart), last: '' };
      [windowStart = 0n, ...widerWindows] = widerWindows;
    }
  }
  const traces = found.slice(0, limit).map(({ last }) => last);
  const next = found.length > limit ? found[limit - 1] : cursor;
  return { traces, ...(next && { next: `${next.time}.${next.last}` }) };
}

// finds the newest spans without reading the times of all: within these nanoseconds before the newest, else in all time
const WINDOWS = [10n, 600n, 21_600n].map((seconds) => seconds * 1_000_000_000n);

/** Returns the starts of ever wider windows of time, the last of which is unlimited. */
async function windowStarts(reader: StoreReader, before: Cursor | undefined): Promise<bigint[]> {
  const end = before ? BigInt(before.time) : await newestTime(reader);
  return [...WINDOWS.map((window) => end - window).filter((start) => start > 0n), 0n];
}

async function newestTime(reader: StoreReader): Promise<bigint> {
  const max = async (time: string): Promise<bigint> => {
    const [row] = await reader.rows<{ time: string }>(
      `SELECT toString(toUnixTimestamp64Nano(max(${time}))) AS time FROM ${reader.tables.traces}`,
    );
    return BigInt(row?.time ?? 0);
  };
  // the engine knows the last start without reading any
  const lastStart = await max('Timestamp');
  return lastStart < BigInt(Date.now()) * 1_000_000n ? lastStart : max(newestTimeSql(reader.received));
}

/** A trace with a match. */
interface MatchRow {
  readonly traceId: string;
  /** Nanoseconds since 1970, of its newest matching span. */
  readonly newest: string;
  /** Of all spans that the query read: their count, and the oldest of them. */
  readonly read: number;
  readonly oldest: string;
  readonly oldestTrace: string;
}

const FROM = 'fromUnixTimestamp64Nano({from:Int64})';

// a span sorts by no time after its start, so that the engine need not read those that start before `from`
const afterCursor = (time: string): string => ` AND (${time} < fromUnixTimestamp64Nano({time:Int64})
  OR (${time} = fromUnixTimestamp64Nano({time:Int64}) AND TraceId < {last:String}))`;

/** Reads traces after the cursor, and one more than `limit` if there are more. */
function readMatches(
  reader: StoreReader,
  filter: FilterSql,
  limit: number,
  cursor: Cursor | undefined,
  from: bigint,
): Promise<MatchRow[]> {
  const newestTime = newestTimeSql(reader.received);
  return reader.rows<MatchRow>(
    `SELECT traceId, toString(max(time)) AS newest, sum(count()) OVER () AS read,
  min(min((time, traceId))) OVER () AS end, toString(end.1) AS oldest, end.2 AS oldestTrace FROM (
  SELECT TraceId AS traceId, toUnixTimestamp64Nano(${newestTime}) AS time FROM ${reader.tables.traces}
  WHERE ${filter.sql}${from > 0n ? ` AND Timestamp >= ${FROM} AND ${newestTime} >= ${FROM}` : ''}${
    cursor ? afterCursor(newestTime) : ''
  }
  ORDER BY ${newestTime} DESC, TraceId DESC LIMIT ${SPANS_PER_QUERY}
) GROUP BY traceId ORDER BY max(time) DESC, traceId DESC LIMIT ${limit + 1}`,
    { ...filter.params, ...cursor, ...(from > 0n && { from: String(from) }) },
  );
}

/** Returns the traces that have a match before the cursor, and were therefore on an earlier page. */
async function readTracesBefore(
  reader: StoreReader,
  filter: FilterSql,
  traces: readonly string[],
  cursor: Cursor,
): Promise<Set<string>> {
  const newestTime = newestTimeSql(reader.received);
  const rows = await reader.rows<{ traceId: string }>(
    `SELECT DISTINCT TraceId AS traceId FROM ${matchingSpans(filter, reader.tables, 'traces')}
  AND (${newestTime} > fromUnixTimestamp64Nano({time:Int64})
    OR (${newestTime} = fromUnixTimestamp64Nano({time:Int64}) AND TraceId >= {last:String}))`,
    { ...filter.params, traces, ...cursor },
  );
  return new Set(rows.map(({ traceId }) => traceId));
}
