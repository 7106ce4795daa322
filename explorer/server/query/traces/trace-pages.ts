/**
 * Pages of traces, in the order of their newest span that matches. A trace is on one page only: that of its newest
 * match.
 */
import { QuestionError } from '../../../api/parameters.js';
import type { Ask } from '../../store/store-reader.js';
import { byTrace } from './span-filter.js';
import type { Where } from './span-filter.js';

/** How far the pages before came. */
interface Cursor {
  /** Nanoseconds since 1970. */
  readonly time: string;
  readonly last: string;
}

/** A page of traces, and what to ask for the next one with, where there is one. */
interface Page {
  readonly page: string[];
  readonly next?: string;
}

// the spans that are read at once, and how often: spans of traces on earlier pages may fill what is read
const MOST_READ = 20_000;
const MOST_ROUNDS = 12;

/** Reads `next` of an answer. Throws a `QuestionError` where it is none. */
export function cursorOf(next: string): Cursor {
  const [, time, last] = /^(\d{1,19})\.([0-9a-f]{0,32})$/.exec(next) ?? [];
  if (time === undefined || last === undefined || BigInt(time) > 9_223_372_036_854_775_807n)
    throw new QuestionError('"before" must be the `next` of an answer to the same search.');
  return { time, last };
}

/** The next traces. `isFew` says that `where` names those that there can be. */
export async function readPage(
  ask: Ask,
  where: Where,
  limit: number,
  before: Cursor | undefined,
  isFew: boolean,
): Promise<Page> {
  // one more tells whether there is a next page
  const most = limit + 1;
  const found: Cursor[] = [];
  let cursor = before;
  let [from = 0n, ...wider] = isFew ? [0n] : await windows(ask, before);
  for (let round = 0; round < MOST_ROUNDS && found.length < most; round += 1) {
    const rows = await readRows(ask, where, most, cursor, from);
    const seen =
      cursor && rows.length > 0
        ? await readSeen(
            ask,
            where,
            rows.map(({ traceId }) => traceId),
            cursor,
          )
        : new Set<string>();
    for (const row of rows.slice(0, most)) {
      if (found.length === most) break;
      cursor = { time: row.newest, last: row.traceId };
      if (!seen.has(row.traceId)) found.push(cursor);
    }
    const [first] = rows;
    const isFull = (first?.read ?? 0) >= MOST_READ;
    if (rows.length > most || (first && cursor?.last !== rows.at(-1)?.traceId)) continue;
    if (isFull && first) {
      // so many spans of so few traces that they were read to the end: on from the oldest
      cursor = { time: first.oldest, last: first.oldestTrace };
    } else if (from === 0n) {
      cursor = undefined;
      break;
    } else {
      cursor = { time: String(from), last: '' };
      [from = 0n, ...wider] = wider;
    }
  }
  const page = found.slice(0, limit).map(({ last }) => last);
  const next = found.length > limit ? found[limit - 1] : cursor;
  return { page, ...(next && { next: `${next.time}.${next.last}` }) };
}

// the newest spans are found without reading the times of all: in these nanoseconds before the newest, else in all time
const REACH = [10n, 600n, 21_600n].map((seconds) => seconds * 1_000_000_000n);

/** The beginnings of ever longer times, the last of them the beginning of all. */
async function windows(ask: Ask, before: Cursor | undefined): Promise<bigint[]> {
  const [newest] = before
    ? [before]
    : await ask.rows<{ time: string }>(
        `SELECT toString(toUnixTimestamp64Nano(max(Timestamp))) AS time FROM ${ask.tables.traces}`,
      );
  const end = BigInt(newest?.time ?? 0);
  return [...REACH.map((each) => end - each).filter((from) => from > 0n), 0n];
}

/** A trace with a match. */
interface Found {
  readonly traceId: string;
  /** Nanoseconds since 1970, of its newest span that matches. */
  readonly newest: string;
  /** Of all spans that were read: how many, and the last of them. */
  readonly read: number;
  readonly oldest: string;
  readonly oldestTrace: string;
}

/** Traces after the cursor, and one more than `most` where there are more. */
const readRows = (ask: Ask, where: Where, most: number, cursor: Cursor | undefined, from: bigint): Promise<Found[]> =>
  ask.rows<Found>(
    `SELECT traceId, toString(max(time)) AS newest, sum(count()) OVER () AS read,
  min(min((time, traceId))) OVER () AS end, toString(end.1) AS oldest, end.2 AS oldestTrace FROM (
  SELECT TraceId AS traceId, toUnixTimestamp64Nano(Timestamp) AS time FROM ${ask.tables.traces}
  WHERE ${where.sql}${from > 0n ? ' AND Timestamp >= fromUnixTimestamp64Nano({from:Int64})' : ''}${
    cursor
      ? ' AND (Timestamp < fromUnixTimestamp64Nano({time:Int64}) OR (Timestamp = fromUnixTimestamp64Nano({time:Int64}) AND TraceId < {last:String}))'
      : ''
  }
  ORDER BY Timestamp DESC, TraceId DESC LIMIT ${MOST_READ}
) GROUP BY traceId ORDER BY max(time) DESC, traceId DESC LIMIT ${most + 1}`,
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
