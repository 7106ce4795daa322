/** The summary of a trace, and its first spans and links, cut by the engine however many there are. */
import { isOfTrace } from '../../store/index-ids.js';
import type { StoreReader } from '../../store/store-reader.js';
import { LATEST_ENTRIES, latestForms } from '../../store/tables.js';
import { readTextsThatFit } from './bounded-text.js';
import { carriedLinks } from './carried-links-in-sql.js';
import { cutIndexColumns } from './index-rows.js';
import type { IndexRow } from './index-rows.js';
import { byStart, cutSummaryColumns, toSpanSummaries } from './span-rows.js';
import type { SpanSummaryRow } from './span-rows.js';
import { summarizeInSql } from './summaries-in-sql.js';
import type { TraceContents } from './trace-contents-in-memory.js';

/** Reads one span and one link more than the limits, if there are more. */
export async function traceContentsInSql(
  reader: StoreReader,
  trace: string,
  maxSpans: number,
  maxLinks: number,
): Promise<TraceContents> {
  const { index } = reader.tables;
  const isTrace = isOfTrace('trace');
  const readLinkRows = (entry: 'cause' | 'effect'): Promise<IndexRow[]> =>
    readTextsThatFit((texts) =>
      reader.manyRows(
        `SELECT ${cutIndexColumns(texts)} FROM ${carriedLinks(index, entry, isTrace)}
${LATEST_ENTRIES} LIMIT ${maxLinks + 1}`,
        { trace },
      ),
    );
  const [summaries, spanRows, causes, effects] = await Promise.all([
    summarizeInSql(reader, [trace]),
    readTextsThatFit<SpanSummaryRow>((texts) =>
      reader.manyRows(
        `SELECT * FROM (SELECT ${cutSummaryColumns(texts)} FROM ${index} WHERE ${isTrace} AND Entry = 'span'
  ${latestForms('Received')})
ORDER BY start, spanId LIMIT ${maxSpans + 1}`,
        { trace },
      ),
    ),
    readLinkRows('cause'),
    readLinkRows('effect'),
  ]);
  return {
    summary: summaries.get(trace),
    spans: toSpanSummaries(spanRows).sort(byStart),
    links: [...causes, ...effects],
  };
}
