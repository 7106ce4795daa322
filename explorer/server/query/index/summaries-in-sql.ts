/** Summaries of traces, computed by the engine, however many spans and links they have. */
import type { TraceSummary } from '../../../api/answers.js';
import { isOfTraces } from '../../store/index-ids.js';
import { isFromFutureSql } from '../../store/received.js';
import type { StoreReader } from '../../store/store-reader.js';
import { latestForms } from '../../store/tables.js';
import { readTextsThatFit } from './bounded-text.js';
import { inBatches } from './id-batches.js';
import { cutTexts, MAX_SERVICES } from './linked-summary.js';
import type { LinkedSummary } from './linked-summary.js';

interface TraceRow extends Omit<TraceSummary, 'rootSpanId' | 'linksOut' | 'linksIn' | 'isFromFuture'> {
  readonly hasFuture: number;
  /** Empty if the root was not received. */
  readonly root: string;
}

interface LinkCountRow {
  readonly traceId: string;
  readonly entry: 'cause' | 'effect';
  readonly links: number;
  /** Links whose other end is in none of the traces. */
  readonly outside: number;
}

const COLUMNS = 'TraceId, SpanId, Timestamp, Duration, SpanName, ServiceName, StatusCode, Received';

/** Returns summaries by trace id. */
export async function summarizeInSql(
  reader: StoreReader,
  traces: readonly string[],
): Promise<Map<string, LinkedSummary>> {
  const summaries = new Map<string, LinkedSummary>();
  for (const ids of inBatches(traces)) {
    const from = `FROM ${reader.tables.index} WHERE ${isOfTraces('ids')}`;
    // roots come before all others
    const order = '(NOT isRoot, Timestamp, SpanId)';
    const [rows, counts] = await Promise.all([
      readTextsThatFit<TraceRow>(({ text }) =>
        reader.manyRows(
          `SELECT TraceId AS traceId, argMin(if(isRoot, SpanId, ''), ${order}) AS root,
  argMin(${text('SpanName')}, ${order}) AS name, argMin(${text('ServiceName')}, ${order}) AS service,
  arraySort(groupUniqArray(${MAX_SERVICES + 1})(${text('ServiceName')})) AS services,
  toUnixTimestamp64Micro(min(Timestamp)) AS start,
  intDiv(
    max(toUnixTimestamp64Nano(Timestamp) + toInt64(Duration)) - min(toUnixTimestamp64Nano(Timestamp)), 1000
  ) AS duration,
  count() AS spans, countIf(StatusCode = 'Error') AS errors,
  max(${isFromFutureSql('Received')}) AS hasFuture
FROM (SELECT ${COLUMNS}, NOT match(ParentSpanId, '[^0]') AS isRoot ${from} AND Entry = 'span'
  ${latestForms('Received')})
GROUP BY TraceId`,
          { ids },
        ),
      ),
      reader.rows<LinkCountRow>(
        `SELECT TraceId AS traceId, Entry AS entry,
  uniqExact(Span, OtherTrace, OtherSpan, Position) AS links,
  countIf(NOT (${isOfTraces('ids', 'OtherTrace')})) AS outside
${from} AND Entry IN ('cause', 'effect') GROUP BY traceId, Entry`,
        { ids },
      ),
    ]);
    for (const { root, hasFuture, ...row } of rows) {
      const ofTrace = counts.filter(({ traceId }) => traceId === row.traceId);
      summaries.set(row.traceId, {
        ...row,
        ...cutTexts(row),
        ...(root !== '' && { rootSpanId: root }),
        ...(hasFuture === 1 && { isFromFuture: true }),
        linksOut: ofTrace.find(({ entry }) => entry === 'cause')?.links ?? 0,
        linksIn: ofTrace.find(({ entry }) => entry === 'effect')?.links ?? 0,
        hasMore: ofTrace.some(({ outside }) => outside > 0),
      });
    }
  }
  return summaries;
}
