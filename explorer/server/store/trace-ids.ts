/** The trace ids of columns, kept when the columns are used for other spans. */
import type { ByteColumn } from './native-columns.js';

/** In a column, an id is its size and 32 digits. */
const BYTES = 33;

/** Copies the ids, and returns a function that yields them. */
export function copyTraceIds(...columns: readonly ByteColumn[]): () => Iterable<string> {
  const ids = Buffer.concat(columns.map(({ written }) => written));
  return function* () {
    for (let start = 0; start < ids.length; start += BYTES) yield ids.toString('latin1', start + 1, start + BYTES);
  };
}
