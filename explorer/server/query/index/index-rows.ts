/** All rows about a trace or a span, in one query: spans, the links that they carry, and the links to them. */
import type { SpanSummary } from '../../../api/answers.js';
import { isOfTraces } from '../../store/index-ids.js';
import type { StoreReader } from '../../store/store-reader.js';
import { orUndefinedIfTooLarge } from './bounded-text.js';
import type { TextSelection } from './bounded-text.js';
import type { NumberedRow, SpanForm } from './latest-forms.js';
import { cutLinkColumns, LINK_COLUMNS, linkOfRow } from './link-rows.js';
import type { Link, LinkRow } from './link-rows.js';
import { cutFactColumns, SPAN_FACT_COLUMNS, toSpanSummary } from './span-rows.js';
import type { SpanSummaryRow } from './span-rows.js';

/** A row of the index. The span columns of an effect describe the span that carries the link. */
export type IndexRow = LinkRow & SpanSummaryRow & LinkDetailRow;

/** The columns of a link that only the details of a span show; missing unless they were selected. */
export interface LinkDetailRow {
  readonly linkTraceState?: string;
  readonly linkFlags?: number;
  readonly linkDroppedAttributes?: number;
}

/** The SQL columns of a {@link LinkDetailRow}. */
export const LINK_DETAIL_COLUMNS = `LinkTraceState AS linkTraceState, LinkFlags AS linkFlags,
  LinkDroppedAttributes AS linkDroppedAttributes`;

/** The SQL columns of an {@link IndexRow}, with whole texts. */
export const INDEX_COLUMNS = `${LINK_COLUMNS}, ${SPAN_FACT_COLUMNS}`;

/** The SQL columns of an {@link IndexRow}, with its texts cut. */
export const cutIndexColumns = (texts: TextSelection): string => `${cutLinkColumns(texts)}, ${cutFactColumns(texts)}`;

/** The rows about traces that one query reads: if there are more, reading them was in vain. */
export const MAX_INDEX_ROWS = 5_000;

/**
 * Reads all rows of which `where` is true. Spans that were sent twice may be among them twice.
 *
 * @param columns those of an {@link IndexRow}
 * @returns undefined if there are more than `limit`, or if they take too much memory
 */
export async function readIndexRows(
  reader: StoreReader,
  where: string,
  params: Readonly<Record<string, unknown>>,
  limit: number,
  columns: string = INDEX_COLUMNS,
): Promise<IndexRow[] | undefined> {
  const rows = await orUndefinedIfTooLarge(
    reader.lookUp<IndexRow>(`SELECT ${columns} FROM ${reader.tables.index} WHERE ${where} LIMIT ${limit + 1}`, params),
  );
  return rows === undefined || rows.length > limit ? undefined : rows;
}

/**
 * Reads all rows about traces, of as many of them at once as there may be rows of.
 *
 * @param limits the rows that one query reads, and how often a batch of traces with more is halved
 * @param add called with traces and their rows; not with traces that have too many
 */
export async function readRowsOfTraces(
  reader: StoreReader,
  traces: readonly string[],
  limits: { readonly rows: number; readonly splits: number },
  add: (traces: readonly string[], rows: readonly IndexRow[]) => void,
): Promise<void> {
  const rows = await readIndexRows(reader, isOfTraces('traces'), { traces }, limits.rows);
  if (rows) return add(traces, rows);
  if (limits.splits === 0 || traces.length < 2) return;
  const [half, halved] = [Math.ceil(traces.length / 2), { ...limits, splits: limits.splits - 1 }];
  await readRowsOfTraces(reader, traces.slice(0, half), halved, add);
  await readRowsOfTraces(reader, traces.slice(half), halved, add);
}

/** Returns the link of a row, with the form of the span that carries it. */
export const carriedLink = (row: IndexRow): Link => ({ ...linkOfRow(row), carrier: carrierOf(row) });

/** Returns the form of the span that carries the link of a row. */
export const carrierOf = ({ start, kind, service, received, duration, ...row }: IndexRow): SpanForm => ({
  traceId: row.entry === 'effect' ? row.otherTrace : row.traceId,
  spanId: row.entry === 'effect' ? row.otherSpan : row.spanId,
  start,
  kind,
  service,
  received,
  duration,
});

/** Returns the span that carries the link of an effect. @param nth its number among those of its id */
export const carrierSummary = (effect: NumberedRow<IndexRow>): SpanSummary =>
  toSpanSummary({ ...effect, traceId: effect.otherTrace, spanId: effect.otherSpan });

const KEY = ['entry', 'spanId', 'otherTrace', 'otherSpan', 'position'] as const;

/** Compares links of one trace by the key of the index. */
export function byIndexKey(a: LinkRow, b: LinkRow): number {
  const column = KEY.find((key) => a[key] !== b[key]);
  return column === undefined ? 0 : a[column] < b[column] ? -1 : 1;
}
