/** Spans that are counted, as SQL: each in its latest form. */
import type { StoreReader } from '../../store/store-reader.js';
import { latestForms } from '../../store/tables.js';

export interface CountedSpans {
  /** The table of spans. */
  readonly traces: string;
  /** SQL for when a span was received. */
  readonly received: string;
  /** SQL that is true of the spans that count: of all forms of a span, or of a form and each later one. */
  readonly where: string;
  /** True if several rows have one id: forms of a span, or different spans. */
  readonly hasRepeatedIds: boolean;
}

// a number takes less memory than the ids, and two spans of one number are only sorted in vain
const ID = 'cityHash64(SpanId)';

/** Finds out if any ids of the spans are repeated: mostly none is. */
export async function countSpans(
  { tables: { traces }, received, rows }: StoreReader,
  where: string,
  params: Readonly<Record<string, unknown>>,
): Promise<CountedSpans> {
  const [repeated] = await rows<{ ids: number }>(`SELECT count() AS ids FROM (${repeatedIds(traces, where)})`, params);
  return { traces, received, where, hasRepeatedIds: (repeated?.ids ?? 0) > 0 };
}

/** SQL for the ids of several rows, as numbers. */
const repeatedIds = (traces: string, where: string): string =>
  `SELECT ${ID} AS id FROM ${traces} WHERE ${where} GROUP BY id HAVING count() > 1`;

/** SQL for the spans whose ids no other row has: they are the latest forms, and need not be sorted. */
export const singleSpans = ({ traces, where, hasRepeatedIds }: CountedSpans, columns: string): string =>
  `SELECT ${columns} FROM ${traces} WHERE ${where}${
    hasRepeatedIds ? ` AND ${ID} NOT IN (${repeatedIds(traces, where)})` : ''
  }`;

/** SQL for the latest forms of the other spans, of which there may be none. */
export const repeatedSpans = ({ traces, received, where }: CountedSpans, columns: string): string =>
  `SELECT ${columns} FROM ${traces} WHERE ${where} AND ${ID} IN (${repeatedIds(traces, where)})
${latestForms(received)}`;

/**
 * SQL for all spans that count.
 *
 * @param condition SQL that is true of those that are selected, by the names of the columns
 */
export const countedSpans = (spans: CountedSpans, columns: string, condition: string = '1'): string =>
  `${singleSpans(spans, columns)} AND ${condition}${
    spans.hasRepeatedIds ? `\nUNION ALL\nSELECT * FROM (${repeatedSpans(spans, columns)}) WHERE ${condition}` : ''
  }`;
