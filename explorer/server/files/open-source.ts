/** Opens a file of the command line, or what comes over a pipe. */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createTemporaryFolder } from './temporary-folder.js';

/** The bytes of a file. */
export interface FileSource {
  readonly name: string;
  readonly chunks: AsyncIterable<Buffer>;
  /** Undefined for a pipe that is named as a file, whose end is not known. */
  readonly size: number | undefined;
}

/** The name of the standard input, on the command line. */
export const STANDARD_INPUT = '-';
const CHUNK = 256 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file.',
  EACCES: 'it may not be read: its owner has to allow it (chmod).',
  EISDIR: 'it is a directory: name the files in it.',
};

/**
 * Opens a file.
 *
 * @param signal aborted when nobody waits for it any more
 * @throws an error with one sentence about why it cannot be read
 */
export async function openSource(path: string, signal: AbortSignal): Promise<FileSource> {
  if (path === STANDARD_INPUT) return openStandardInput(signal);
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    // a stream would report only later that the file may not be read
    const file = await open(path);
    const chunks = createReadStream(path, { fd: file, highWaterMark: CHUNK });
    return { name: path, chunks: chunks as AsyncIterable<Buffer>, size: stats.isFile() ? stats.size : undefined };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new Error(REASONS[code] ?? `it could not be read: ${message}.`, { cause: error });
  }
}

/** Copies the standard input to the disk first: the engine would take what it finds there for rows to insert. */
async function openStandardInput(signal: AbortSignal): Promise<FileSource> {
  const path = join(createTemporaryFolder().path, 'stdin');
  await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }), { signal });
  return { ...(await openSource(path, signal)), name: 'standard input' };
}
