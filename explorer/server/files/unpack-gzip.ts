/** Unpacks gzip as it arrives. All that was unpacked before an error is yielded before it is thrown. */
import { createGunzip } from 'node:zlib';

/** The bytes that are unpacked at once: they may become a thousand times as many. */
const SLICE = 16 * 1024;

export async function* unpackGzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const unpacked: Buffer[] = [];
  let error: Error | undefined;
  let hasEnded = false;
  gunzip.on('data', (data: Buffer) => unpacked.push(data));
  const stopped = new Promise<void>((resolve) => {
    gunzip.on('error', (cause) => {
      error = cause;
      resolve();
    });
    gunzip.on('end', () => {
      hasEnded = true;
      resolve();
    });
  });
  try {
    for await (const chunk of chunks) {
      for (let from = 0; from < chunk.length; from += SLICE) {
        const slice = chunk.subarray(from, from + SLICE);
        // after an end that is followed by other data, nothing is called back
        await Promise.race([new Promise<void>((resolve) => gunzip.write(slice, () => resolve())), stopped]);
        yield* unpacked.splice(0);
        if (error !== undefined) throw error;
        if (hasEnded) throw new Error('what is behind its end is no other gzip data');
      }
    }
    gunzip.end();
    await stopped;
    yield* unpacked.splice(0);
    if (error !== undefined) throw error;
  } finally {
    gunzip.destroy();
  }
}
