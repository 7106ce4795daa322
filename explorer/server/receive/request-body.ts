/** Reads and decompresses the body of a request, within the limits on memory. */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { decompressor, unpackError } from './decompress.js';
import { ExportError } from './export-error.js';
import { HeldBytes } from './held-bytes.js';
import type { ExportService } from './export-service.js';

/**
 * Passes the body to `use`, which reads it before it returns, and then releases its bytes from the service's budget.
 *
 * @param onRead called when nothing speaks against reading the body
 * @throws an {@link ExportError} as soon as the body is too large, or cannot be decompressed
 */
export async function withRequestBody<T>(
  request: IncomingMessage,
  service: ExportService,
  onRead: () => void,
  use: (body: Buffer) => Promise<T>,
): Promise<T> {
  const limit = service.limits.body;
  const tooLarge = (): ExportError =>
    new ExportError('payloadTooLarge', `The body is larger than ${limit} bytes, unpacked. Send fewer spans at once.`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();

  const body = decompress(request);
  onRead();
  const held = new HeldBytes(service);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (held.length + chunk.length > limit) throw tooLarge();
      held.append(chunk);
    }
    const used = use(held.bytes);
    held.release();
    return await used;
  } catch (error) {
    throw unpackError(error);
  } finally {
    held.release();
  }
}

function decompress(request: IncomingMessage): Readable {
  // a header that a proxy repeated is one; a list in it is of several compressions
  const [encoding = '', ...others] = new Set(request.headersDistinct['content-encoding']);
  const unpack = decompressor([encoding, ...others].join(', '), 'Content-Encoding', 'unsupportedMediaType');
  if (unpack === undefined) return keptOpen(request);
  request.on('error', (error) => unpack.destroy(error));
  request.on('aborted', () => unpack.destroy());
  return request.pipe(unpack);
}

// leaving the loop early would destroy the request, and with it the connection that carries the error response
const keptOpen = (request: IncomingMessage): Readable =>
  request.iterator({ destroyOnReturn: false }) as unknown as Readable;
