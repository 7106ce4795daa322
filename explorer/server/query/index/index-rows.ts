/** All that the index has about spans: themselves, the links that they carry, and the links to them, with one query. */
import type { SpanSummary } from '../../../api/answers.js';
import type { Ask } from '../../store/store-reader.js';
import { LINK } from './link-rows.js';
import type { LinkRow } from './link-rows.js';
import { FACTS, summaryOf } from './span-rows.js';
import type { SpanColumns } from './span-rows.js';

/** A row of the index; of an effect, the columns of the span are those of the span that carries the link. */
export type Entry = LinkRow & SpanColumns;

/** The columns of an {@link Entry}. */
export const ENTRY = `${LINK}, ${FACTS}`;

/** So many rows about traces are read with one query: where there are more, they were read for nothing. */
export const MOST_ENTRIES = 5_000;

/**
 * All entries of which `where` is true, maybe twice where they were sent twice; nothing where they are more than
 * `most`.
 */
export async function readEntries(
  ask: Ask,
  where: string,
  params: Readonly<Record<string, unknown>>,
  most: number,
): Promise<Entry[] | undefined> {
  const rows = await ask.rows<Entry>(
    `SELECT ${ENTRY} FROM ${ask.tables.index} WHERE ${where} LIMIT ${most + 1}`,
    params,
  );
  return rows.length > most ? undefined : rows;
}

/** The span that carries the link of an effect. */
export const carrierOf = (effect: Entry): SpanSummary =>
  summaryOf({ ...effect, traceId: effect.otherTrace, spanId: effect.otherSpan });

const KEY = ['entry', 'spanId', 'otherTrace', 'otherSpan', 'position'] as const;

/** Links of one trace in the order of the index. */
export function byKey(a: LinkRow, b: LinkRow): number {
  const different = KEY.find((key) => a[key] !== b[key]);
  return different === undefined ? 0 : a[different] < b[different] ? -1 : 1;
}
