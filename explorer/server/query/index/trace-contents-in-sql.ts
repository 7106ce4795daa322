/** The summary of a trace, and its first spans and links, cut by the engine however many there are. */
import type { StoreReader } from '../../store/store-reader.js';
import { INDEX_KEY } from '../../store/tables.js';
import { readTextsThatFit } from './bounded-text.js';
import { cutIndexColumns } from './index-rows.js';
import type { IndexRow } from './index-rows.js';
import { cutSummaryColumns, toSpanSummary } from './span-rows.js';
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
  const from = `FROM ${reader.tables.index} WHERE TraceId = {trace:String}`;
  const readLinkRows = (entry: 'cause' | 'effect'): Promise<IndexRow[]> =>
    readTextsThatFit((texts) =>
      reader.manyRows(
        `SELECT ${cutIndexColumns(texts)} ${from} AND Entry = '${entry}'
ORDER BY ${INDEX_KEY} LIMIT 1 BY ${INDEX_KEY} LIMIT ${maxLinks + 1}`,
        { trace },
      ),
    );
  const [summaries, spanRows, causes, effects] = await Promise.all([
    summarizeInSql(reader, [trace]),
    readTextsThatFit<SpanSummaryRow>((texts) =>
      reader.manyRows(
        `SELECT * FROM (SELECT ${cutSummaryColumns(texts)} ${from} AND Entry = 'span' LIMIT 1 BY SpanId)
ORDER BY start, spanId LIMIT ${maxSpans + 1}`,
        { trace },
      ),
    ),
    readLinkRows('cause'),
    readLinkRows('effect'),
  ]);
  return { summary: summaries.get(trace), spans: spanRows.map(toSpanSummary), links: [...causes, ...effects] };
}
