/** Reads and decompresses the body of a request, within the limits on memory. */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { ExportError } from './export-error.js';
import type { TraceService } from './trace-service.js';

/**
 * Passes the body to `use`, and afterwards releases its bytes from the service's budget.
 *
 * @throws an {@link ExportError} as soon as the body is too large, or cannot be decompressed
 */
export async function withRequestBody<T>(
  request: IncomingMessage,
  service: TraceService,
  use: (body: Buffer) => Promise<T>,
): Promise<T> {
  const limit = service.limits.body;
  const tooLarge = (): ExportError =>
    new ExportError('payloadTooLarge', `The body is larger than ${limit} bytes, unpacked. Send fewer spans at once.`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();

  const chunks: Buffer[] = [];
  let reserved = 0;
  const body = decompress(request);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (reserved + chunk.length > limit) throw tooLarge();
      service.reserve(chunk.length);
      reserved += chunk.length;
      chunks.push(chunk);
    }
    return await use(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code?.startsWith('Z_')
      ? new ExportError('invalidArgument', `The body could not be unpacked: ${message}.`, { cause: error })
      : error;
  } finally {
    service.budget.release(reserved);
  }
}

function decompress(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return keptOpen(request);
  if (encoding !== 'gzip' && encoding !== 'deflate') {
    throw new ExportError(
      'unsupportedMediaType',
      `The explorer unpacks gzip and deflate, and the body has the Content-Encoding ${encoding.slice(0, 40)}.`,
    );
  }
  const decompressor = encoding === 'gzip' ? createGunzip() : createInflate();
  request.on('error', (error) => decompressor.destroy(error));
  request.on('aborted', () => decompressor.destroy());
  return request.pipe(decompressor);
}

// leaving the loop early would destroy the request, and with it the connection that carries the error response
const keptOpen = (request: IncomingMessage): Readable =>
  request.iterator({ destroyOnReturn: false }) as unknown as Readable;
