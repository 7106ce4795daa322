/**
 * Pages of traces, sorted by their newest matching span (`newestTimeSql`). Each trace is on one page only: that of its
 * newest match.
 */
import { newestTimeSql } from '../../store/received.js';
import type { StoreReader } from '../../store/store-reader.js';
import { readTextsThatFit } from '../index/bounded-text.js';
import { cutSummaryColumns } from '../index/span-rows.js';
import type { SpanSummaryRow } from '../index/span-rows.js';
import { comparePositions } from './cursor.js';
import type { Cursor } from './cursor.js';
import { latestMatches } from './latest-matches.js';
import type { FilterSql } from './span-filter.js';

interface TracePage {
  readonly traces: string[];
  /** The first matches of each trace; none without conditions on spans. */
  readonly matches: readonly SpanSummaryRow[];
  /** The cursor for the next page; missing on the last one. */
  readonly next?: string;
}

// the spans that one query reads, and the queries of one page: spans of traces on earlier pages may fill a query
const SPANS_PER_QUERY = 20_000;
const MAX_QUERIES = 12;
// the matches that are shown of a trace
const MAX_MATCHES = 20;

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
  const matches: SpanSummaryRow[] = [];
  let cursor = before;
  let [windowStart = 0n, ...widerWindows] = namesTraces ? [0n] : await windowStarts(reader, before);
  for (let query = 0; query < MAX_QUERIES && found.length < wanted; query += 1) {
    const rows = await readCandidates(reader, filter, wanted, cursor, windowStart);
    const read = await readTo(reader, filter, rows, wanted, cursor, windowStart);
    found.push(...read.found.slice(0, wanted - found.length));
    matches.push(...read.matches);
    if (found.length === wanted) break;
    cursor = read.end;
    if (cursor === undefined) break;
    if (read.isWindowRead) [windowStart = 0n, ...widerWindows] = widerWindows;
  }
  const traces = found.slice(0, limit).map(({ last }) => last);
  const next = found.length > limit ? found[limit - 1] : cursor;
  const ofPage = matches.filter(({ traceId }) => traces.includes(traceId));
  return { traces, matches: ofPage, ...(next && { next: `${next.time}.${next.last}` }) };
}

interface PagePart {
  /** The traces that belong to the page, in its order. */
  readonly found: readonly Cursor[];
  readonly matches: readonly SpanSummaryRow[];
  /** The position up to which all traces were read; undefined if there are no more. */
  readonly end: Cursor | undefined;
  /** True if that is the start of the window. */
  readonly isWindowRead: boolean;
}

/** Reads the traces of candidates that match, and not on an earlier page. */
async function readTo(
  reader: StoreReader,
  filter: FilterSql,
  rows: readonly CandidateRow[],
  wanted: number,
  cursor: Cursor | undefined,
  windowStart: bigint,
): Promise<PagePart> {
  const candidates = rows.slice(0, wanted);
  const [first] = rows;
  const last = candidates.at(-1);
  let [end, isWindowRead]: [Cursor | undefined, boolean] = [undefined, false];
  if (rows.length > wanted && last) end = { time: last.newest, last: last.traceId };
  // the spans are of so few traces that all of them were used
  else if (first && first.read >= SPANS_PER_QUERY) end = { time: first.oldest, last: first.oldestTrace };
  else if (windowStart > 0n) [end, isWindowRead] = [{ time: String(windowStart), last: '' }, true];
  const matches =
    candidates.length > 0 && (filter.hasConditions || filter.checksMatches === true || cursor)
      ? await readMatches(reader, filter, candidates)
      : undefined;
  const newest = matches && new Map(matches.map((match) => [match.traceId, match.newest]));
  const found = candidates
    .flatMap(({ traceId, newest: ofAnyForm }): Cursor[] => {
      const time = newest === undefined ? ofAnyForm : newest.get(traceId);
      return time === undefined ? [] : [{ time, last: traceId }];
    })
    // others are on an earlier page, or have an older match, which a later query finds
    .filter(
      (position) =>
        (!cursor || comparePositions(position, cursor) > 0) && (!end || comparePositions(position, end) <= 0),
    )
    .sort(comparePositions);
  const traces = new Set(found.map(({ last: traceId }) => traceId));
  return {
    found,
    matches: filter.hasConditions ? (matches ?? []).filter(({ traceId }) => traces.has(traceId)) : [],
    end,
    isWindowRead,
  };
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

/** A trace with a span of which a form matches. */
interface CandidateRow {
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
function readCandidates(
  reader: StoreReader,
  filter: FilterSql,
  limit: number,
  cursor: Cursor | undefined,
  from: bigint,
): Promise<CandidateRow[]> {
  const newestTime = newestTimeSql(reader.received);
  return reader.rows<CandidateRow>(
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

/** A matching span, and the time of the newest match of its trace, in nanoseconds since 1970. */
type MatchRow = SpanSummaryRow & { readonly newest: string };

/** Reads the first spans of traces that match in their latest form. */
function readMatches(reader: StoreReader, filter: FilterSql, candidates: readonly CandidateRow[]): Promise<MatchRow[]> {
  const time = `toUnixTimestamp64Nano(${newestTimeSql(reader.received)}) AS time`;
  return readTextsThatFit<MatchRow>((texts) => {
    const columns = `${cutSummaryColumns(texts, reader.received)}, ${time}`;
    const spans = latestMatches(filter, reader.tables, columns, 'traces', reader.received);
    return reader.manyRows(
      `SELECT * EXCEPT (time, isMatch), toString(max(time) OVER (PARTITION BY traceId)) AS newest FROM (${spans})
ORDER BY traceId, start, spanId LIMIT ${MAX_MATCHES} BY traceId`,
      { ...filter.params, traces: candidates.map(({ traceId }) => traceId) },
    );
  });
}
