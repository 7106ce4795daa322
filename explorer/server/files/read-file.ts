/** Reads a file into a store. */
import type { FileAnswer } from '../../api/files.js';
import { LIMITS } from '../receive/limits.js';
import type { Limits } from '../receive/limits.js';
import type { Store } from '../store/open-store.js';
import type { NativeBlock } from '../store/span-block.js';
import { FileReport } from './file-report.js';
import { messageOf } from './message-of.js';
import { readContent, UnreadableFile } from './read-content.js';
import { SpanWriter } from './span-writer.js';

export interface ReadFileOptions {
  /** Called with spans once they are stored. */
  readonly onStored?: (block: NativeBlock) => void;
  /** Called with the bytes of the file that were read so far. */
  readonly onProgress?: (bytes: number) => void;
  readonly limits?: Partial<Limits>;
}

/**
 * Reads the spans of a file, in whatever of the known forms it is, and resolves once they are stored. The answer tells
 * what is wrong with the file; rejects only if the store fails.
 *
 * @param name of the file, for the answer
 * @param chunks its bytes, which are read as fast as they are stored
 *
 * @example
 * const { spans, problems } = await readFile(store, 'traces.jsonl', createReadStream('traces.jsonl'));
 */
export async function readFile(
  store: Pick<Store, 'block' | 'append' | 'retention'>,
  name: string,
  chunks: AsyncIterable<Buffer>,
  { onStored, onProgress, limits }: ReadFileOptions = {},
): Promise<FileAnswer> {
  const report = new FileReport(name);
  const writer = new SpanWriter(store, { ...LIMITS, ...limits }, report, onStored);
  await readContent(counted(chunks, report, onProgress), report, writer);
  await writer.finish();
  return report.finish();
}

async function* counted(
  chunks: AsyncIterable<Buffer>,
  report: FileReport,
  onProgress: (bytes: number) => void = () => {},
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of chunks) {
      report.bytes += chunk.length;
      onProgress(report.bytes);
      yield chunk;
    }
  } catch (error) {
    throw new UnreadableFile(messageOf(error), { cause: error });
  }
}
