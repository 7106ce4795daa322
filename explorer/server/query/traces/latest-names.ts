/** The names that spans have in their latest form, among all that they were ever sent with. */
import type { StoreReader } from '../../store/store-reader.js';
import { IndexCache } from '../index/index-cache.js';
import { factColumns } from '../index/span-rows.js';
import type { SpanSummaryRow } from '../index/span-rows.js';

/** The spans of a name that are looked at: mostly the first tells; so many superseded ones tell nothing. */
const LOOKS = [2, 1000];
const MAX_SPANS = 5000;

/**
 * Drops names that only earlier forms of spans had.
 *
 * @param known names that need no look
 * @param isAsked SQL that is true of the spans that are asked for, with `params` bound
 */
export async function keepLatestNames(
  reader: StoreReader,
  names: readonly string[],
  known: ReadonlySet<string>,
  isAsked: string,
  params: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const cache = new IndexCache(reader);
  const dropped = new Set<string>();
  let unsure = names.filter((name) => !known.has(name));
  for (const spans of LOOKS) {
    if (unsure.length === 0) break;
    const rows = await reader.manyRows<SpanSummaryRow>(
      `SELECT TraceId AS traceId, SpanId AS spanId, ${factColumns(reader.received)}, SpanName AS name,
  ServiceName AS service
FROM ${reader.tables.traces} WHERE SpanName IN {names:Array(String)} AND ${isAsked}
LIMIT ${spans} BY SpanName LIMIT ${MAX_SPANS}`,
      { ...params, names: unsure },
    );
    await cache.loadForms(rows);
    // a table of a Collector does not tell which form is the latest
    const isLatest = (row: SpanSummaryRow): boolean => row.received === 0 || !cache.forms.isSuperseded(row);
    const latest = new Set(rows.filter(isLatest).map(({ name }) => name));
    unsure = unsure.filter((name) => !latest.has(name));
    for (const name of unsure) {
      const looks = rows.filter((row) => row.name === name).length;
      if (looks > 0 && looks < spans) dropped.add(name);
    }
    unsure = unsure.filter((name) => !dropped.has(name));
  }
  return names.filter((name) => !dropped.has(name));
}
