/** Summaries of traces, computed by the engine, however many spans and links they have. */
import type { TraceSummary } from '../../../api/answers.js';
import { isOfTraces } from '../../store/index-ids.js';
import { isFromFutureSql } from '../../store/received.js';
import type { StoreReader } from '../../store/store-reader.js';
import { IDENTITY, latestForms } from '../../store/tables.js';
import { TOOK } from '../../store/took.js';
import { readTextsThatFit } from './bounded-text.js';
import { carriedLinks } from './carried-links-in-sql.js';
import { inBatches } from './id-batches.js';
import type { LinkSide } from './link-direction.js';
import { cutTexts, MAX_SERVICES } from './linked-summary.js';
import type { LinkedSummary } from './linked-summary.js';

interface TraceRow extends Omit<TraceSummary, 'rootSpanId' | 'linksOut' | 'linksIn' | 'isFromFuture'> {
  readonly hasFuture: number;
  /** Empty if the root was not received. */
  readonly root: string;
}

interface LinkCountRow {
  readonly traceId: string;
  readonly links: number;
  /** Links whose other end is in none of the traces. */
  readonly outside: number;
}

const COLUMNS = 'TraceId, SpanId, Timestamp, Duration, SpanName, ServiceName, SpanKind, StatusCode, Received';

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
    const [rows, causes, effects] = await Promise.all([
      readTextsThatFit<TraceRow>(({ text }) =>
        reader.manyRows(
          `SELECT TraceId AS traceId, argMin(if(isRoot, SpanId, ''), ${order}) AS root,
  argMin(${text('SpanName')}, ${order}) AS name, argMin(${text('ServiceName')}, ${order}) AS service,
  arraySort(groupUniqArray(${MAX_SERVICES + 1})(${text('ServiceName')})) AS services,
  toUnixTimestamp64Micro(min(Timestamp)) AS start,
  max(toUnixTimestamp64Micro(Timestamp) + ${TOOK}) - toUnixTimestamp64Micro(min(Timestamp)) AS duration,
  count() AS spans, countIf(StatusCode = 'Error') AS errors,
  max(${isFromFutureSql('Received')}) AS hasFuture
FROM (SELECT ${COLUMNS}, NOT match(ParentSpanId, '[^0]') AS isRoot ${from} AND Entry = 'span'
  ${latestForms('Received')})
GROUP BY TraceId`,
          { ids },
        ),
      ),
      readLinkCounts(reader, 'cause', ids),
      readLinkCounts(reader, 'effect', ids),
    ]);
    for (const { root, hasFuture, ...row } of rows) {
      const [out, into] = [causes, effects].map((counts) => counts.find(({ traceId }) => traceId === row.traceId));
      summaries.set(row.traceId, {
        ...row,
        ...cutTexts(row),
        ...(root !== '' && { rootSpanId: root }),
        ...(hasFuture === 1 && { isFromFuture: true }),
        linksOut: out?.links ?? 0,
        linksIn: into?.links ?? 0,
        hasMore: [out, into].some((counts) => (counts?.outside ?? 0) > 0),
      });
    }
  }
  return summaries;
}

const readLinkCounts = (reader: StoreReader, entry: LinkSide, ids: readonly string[]): Promise<LinkCountRow[]> =>
  reader.rows(
    `SELECT TraceId AS traceId, uniqExact(Span, OtherTrace, OtherSpan, Position, ${IDENTITY}) AS links,
  countIf(NOT (${isOfTraces('ids', 'OtherTrace')})) AS outside
FROM ${carriedLinks(reader.tables.index, entry, isOfTraces('ids'))} GROUP BY TraceId`,
    { ids },
  );
