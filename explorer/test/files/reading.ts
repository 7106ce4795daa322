/** Reads files into a store, for tests. */
import { readFile } from '../../server/files/read-file';
import type { FileAnswer } from '../../api/files';
import type { Store } from '../../server/store/open-store';
import { traceIdOf } from '../store/spans';

/** Yields content in chunks of a size, as a disk or a network cuts it. */
export async function* chunked(content: string | Buffer, size: number = 65_536): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(content);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

export const read = (store: Store, content: string | Buffer, size?: number): Promise<FileAnswer> =>
  readFile(store, 'file', chunked(content, size));

/** Returns the problems of a file as lines of text: the line of the file, and the sentence. */
export const problemsOf = ({ problems }: FileAnswer): string[] =>
  problems.map(({ line, message }) => `${line === undefined ? '' : `${line}: `}${message}`);

/** Reads all columns of the stored spans of a trace, by its number. */
export const storedOf = (store: Store, trace: number): Promise<Record<string, unknown>[]> =>
  store.query(
    `SELECT * EXCEPT (Received) FROM ${store.tables.traces} WHERE TraceId = {trace:String} ORDER BY Timestamp, SpanId`,
    { trace: traceIdOf(trace) },
  );
