/** Spans as rows of a table, and as summaries. */
import type { Kind, SpanRef, SpanSummary, Status } from '../../../api/answers.js';
import { isOfSpans, isOfTraces } from '../../store/index-ids.js';
import type { StoreReader } from '../../store/store-reader.js';
import { CLOCK_TOLERANCE_MS } from '../../store/received.js';
import { latestForms } from '../../store/tables.js';
import { cutText, orUndefinedIfTooLarge, readTextsThatFit, wholeText } from './bounded-text.js';
import type { CutMarks, TextSelection } from './bounded-text.js';
import { inBatches } from './id-batches.js';
import { compareTexts, distinctSpans } from './latest-forms.js';
import type { NumberedRow } from './latest-forms.js';

/** A span as it is stored: the engine takes longer to plan an expression than this process to compute it. */
export interface SpanSummaryRow extends SpanRef, Pick<CutMarks, 'isCut'> {
  readonly parentSpanId: string;
  readonly name: string;
  readonly service: string;
  readonly kind: string;
  readonly status: string;
  /** Microseconds: a number cannot hold the nanoseconds. */
  readonly start: number;
  /** Nanoseconds. */
  readonly duration: number;
  /** Milliseconds; 0 if it is not known. */
  readonly received: number;
}

// the name of the column in `tables.index`; `tables.traces` has it under the name of a store's `received`
const RECEIVED = 'Received';

/** The SQL columns that tell which form of a span is the latest. @param received SQL for its receipt */
export const ageColumns = (received: string): string =>
  `Duration AS duration, toUnixTimestamp64Milli(${received}) AS received`;

/** The SQL columns of a {@link SpanSummaryRow} except its ids and its texts. @param received SQL for its receipt */
export const factColumns = (received: string): string => `ParentSpanId AS parentSpanId, SpanKind AS kind,
  StatusCode AS status, toUnixTimestamp64Micro(Timestamp) AS start, ${ageColumns(received)}`;

/** The SQL columns of a {@link SpanSummaryRow} except its ids, in `tables.index`, with whole texts. */
export const SPAN_FACT_COLUMNS = `${factColumns(RECEIVED)},
  ${wholeText('SpanName')} AS name, ${wholeText('ServiceName')} AS service`;

/** The SQL columns of a {@link SpanSummaryRow} in `tables.index`, with whole texts. */
const SPAN_SUMMARY_COLUMNS = `TraceId AS traceId, SpanId AS spanId, ${SPAN_FACT_COLUMNS}`;

/** The SQL columns of a {@link SpanSummaryRow} except its ids, with its texts cut. */
export const cutFactColumns = ({ text }: TextSelection, received: string = RECEIVED): string =>
  `${factColumns(received)}, ${text('SpanName')} AS name, ${text('ServiceName')} AS service`;

/**
 * The SQL columns of a {@link SpanSummaryRow}, with its texts cut.
 *
 * @param received that of the reader for `tables.traces`
 */
export const cutSummaryColumns = (texts: TextSelection, received: string = RECEIVED): string =>
  `TraceId AS traceId, SpanId AS spanId, ${cutFactColumns(texts, received)}`;

const KINDS: readonly Kind[] = ['internal', 'server', 'client', 'producer', 'consumer'];
const STATUSES: readonly Status[] = ['unset', 'ok', 'error'];

/** Returns the summaries of the different spans among rows, of which some may be forms of one span. */
export const toSpanSummaries = (rows: readonly SpanSummaryRow[]): SpanSummary[] =>
  distinctSpans(rows).map(toSpanSummary);

/** Returns the summaries of spans by {@link spanKey}: of those that share an id, the first. */
export const spansByKey = (rows: readonly SpanSummaryRow[]): Map<string, SpanSummary> =>
  new Map(
    toSpanSummaries(rows)
      .reverse()
      .map((span) => [spanKey(span), span]),
  );

/** Converts a row to the form that answers contain, with its texts cut. */
export function toSpanSummary(row: NumberedRow<SpanSummaryRow>): SpanSummary {
  // exporters before 2024 wrote SPAN_KIND_SERVER and STATUS_CODE_ERROR
  const kind = row.kind.replace('SPAN_KIND_', '').toLowerCase();
  const status = row.status.replace('STATUS_CODE_', '').toLowerCase();
  const [name, service] = [cutText(row.name), cutText(row.service)];
  const hasParent = /[^0]/.test(row.parentSpanId);
  return {
    traceId: row.traceId,
    spanId: row.spanId,
    ...(row.nth !== undefined && { nth: row.nth }),
    ...(hasParent && { parentSpanId: row.parentSpanId }),
    name,
    service,
    ...((row.isCut || name !== row.name || service !== row.service) && { isCut: true }),
    kind: KINDS.find((known) => known === kind) ?? 'internal',
    status: STATUSES.find((known) => known === status) ?? 'unset',
    start: row.start,
    // exporters before 2024 wrote it with a sign
    duration: Math.max(Math.trunc(row.duration / 1000), 0),
    ...(isFromFuture(row) && { isFromFuture: true }),
  };
}

/** Returns true if a span starts after it was received, or after now where that is not known. */
const isFromFuture = ({ start, received }: SpanSummaryRow): boolean =>
  start > ((received || Date.now()) + CLOCK_TOLERANCE_MS) * 1000;

/** Returns a unique key of a span. */
export const spanKey = ({ traceId, spanId }: SpanRef): string => `${traceId}-${spanId}`;

/** Compares spans by their start; those that start together by their ids, in whichever order they were read. */
export const byStart = (a: SpanSummary, b: SpanSummary): number =>
  a.start - b.start ||
  compareTexts(a.spanId, b.spanId) ||
  compareTexts(a.traceId, b.traceId) ||
  (a.nth ?? 1) - (b.nth ?? 1);

/** Reads spans by their ids, and returns them by {@link spanKey}: of those that share an id, the first. */
export const readSpansByRef = async (
  reader: StoreReader,
  refs: readonly SpanRef[],
): Promise<Map<string, SpanSummary>> => spansByKey(await readSpanRows(reader, refs));

/** Reads the rows of spans by their ids: the latest form of each, with all that share an id. */
export async function readSpanRows(
  reader: StoreReader,
  refs: readonly SpanRef[],
): Promise<NumberedRow<SpanSummaryRow>[]> {
  const batches = await Promise.all(inBatches(refs).map((batch) => readBatch(reader, batch)));
  const rows = batches.flat();
  // a batch names ids and traces, and therefore finds spans that none of the references is
  const keys = new Set(refs.map(spanKey));
  return distinctSpans(rows.filter((row) => keys.has(spanKey(row))));
}

async function readBatch(reader: StoreReader, batch: readonly SpanRef[]): Promise<SpanSummaryRow[]> {
  const from = `FROM ${reader.tables.index}
WHERE ${isOfTraces('traces')} AND Entry = 'span' AND ${isOfSpans('spans')}`;
  const params = {
    traces: [...new Set(batch.map(({ traceId }) => traceId))],
    spans: [...new Set(batch.map(({ spanId }) => spanId))],
  };
  // long texts are seldom, and cutting them takes the engine longer to plan than the look-up
  const rows = await orUndefinedIfTooLarge(
    reader.lookUp<SpanSummaryRow>(`SELECT ${SPAN_SUMMARY_COLUMNS} ${from}`, params),
  );
  return rows ?? readTextsThatFit((texts) => reader.manyRows(`SELECT ${cutSummaryColumns(texts)} ${from}`, params));
}

/** The spans that are read of many traces at once. */
const MAX_SPANS = 100_000;

/**
 * Reads the spans of traces: all of them, or an equal share of each trace if they are too many. Spans that were sent
 * twice may be among them twice.
 *
 * @param first the ids of spans that are read in any case
 * @returns the spans, and the traces of which not all were read
 */
export async function readSpansOfTraces(
  reader: StoreReader,
  traces: readonly string[],
  first: readonly string[] = [],
): Promise<{ spans: SpanSummary[]; incompleteTraces: ReadonlySet<string> }> {
  const from = `FROM ${reader.tables.index} WHERE ${isOfTraces('traces')} AND Entry = 'span'`;
  const all = await readTextsThatFit<SpanSummaryRow>((texts) =>
    reader.manyRows(`SELECT ${cutSummaryColumns(texts)} ${from} LIMIT ${MAX_SPANS + 1}`, { traces }),
  );
  if (all.length <= MAX_SPANS) return { spans: toSpanSummaries(all), incompleteTraces: new Set() };
  const share = Math.max(Math.floor(MAX_SPANS / traces.length), 200);
  const rows = await readTextsThatFit<SpanSummaryRow>((texts) =>
    reader.manyRows(
      `SELECT * FROM (SELECT ${cutSummaryColumns(texts)} ${from} ${latestForms(RECEIVED)})
ORDER BY traceId, spanId IN {first:Array(String)} DESC, start, spanId LIMIT ${share + 1} BY traceId`,
      { traces, first },
    ),
  );
  const counts = new Map<string, number>();
  const shared: SpanSummaryRow[] = [];
  const incompleteTraces = new Set<string>();
  for (const row of rows) {
    const count = (counts.get(row.traceId) ?? 0) + 1;
    counts.set(row.traceId, count);
    if (count > share) incompleteTraces.add(row.traceId);
    else shared.push(row);
  }
  return { spans: toSpanSummaries(shared), incompleteTraces };
}
