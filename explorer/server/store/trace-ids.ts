/** The trace ids of a column, kept when the column is used for other spans. */
import type { IdColumn } from './id-column.js';

const BYTES = 16;

/** Copies the ids, and returns a function that yields them. */
export function copyTraceIds(column: IdColumn): () => Iterable<string> {
  const ids = Buffer.from(column.written);
  return function* () {
    for (let start = 0; start < ids.length; start += BYTES) yield ids.toString('hex', start, start + BYTES);
  };
}
