/** The trace ids of a column, kept when the column is used for other spans. */
import type { ByteColumn } from './native-columns.js';

/** In a column, an id is its size and 32 digits. */
const BYTES = 33;

/** Copies the ids, and returns a function that yields them. */
export function copyTraceIds(column: ByteColumn): () => Iterable<string> {
  const ids = Buffer.from(column.written);
  return function* () {
    for (let start = 0; start < ids.length; start += BYTES) yield ids.toString('latin1', start + 1, start + BYTES);
  };
}
