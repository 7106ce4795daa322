/** The body of a request, unpacked, and never more of it in memory than is allowed. */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import type { Intake } from './trace-service.js';
import { Refusal } from './export-error.js';

/**
 * Gives the body to `use`, and its bytes back to the intake's budget afterwards. Rejects with a `Refusal` as soon as it
 * is too much, or cannot be unpacked.
 */
export async function withBody<T>(
  request: IncomingMessage,
  intake: Intake,
  use: (body: Buffer) => Promise<T>,
): Promise<T> {
  const most = intake.limits.body;
  const tooLarge = (): Refusal =>
    new Refusal('tooLarge', `The body is larger than ${most} bytes, unpacked. Send fewer spans at once.`);
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge();

  const chunks: Buffer[] = [];
  let held = 0;
  const unpacked = unpack(request);
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      if (held + chunk.length > most) throw tooLarge();
      intake.reserve(chunk.length);
      held += chunk.length;
      chunks.push(chunk);
    }
    return await use(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code?.startsWith('Z_')
      ? new Refusal('invalid', `The body could not be unpacked: ${message}.`, { cause: error })
      : error;
  } finally {
    intake.budget.give(held);
  }
}

function unpack(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return unended(request);
  if (encoding !== 'gzip' && encoding !== 'deflate') {
    throw new Refusal(
      'unsupported',
      `The explorer unpacks gzip and deflate, and the body has the Content-Encoding ${encoding.slice(0, 40)}.`,
    );
  }
  const unpacker = encoding === 'gzip' ? createGunzip() : createInflate();
  request.on('error', (error) => unpacker.destroy(error));
  request.on('aborted', () => unpacker.destroy());
  return request.pipe(unpacker);
}

// leaving the loop early would destroy the request, and with it the connection that the refusal is sent on
const unended = (request: IncomingMessage): Readable =>
  request.iterator({ destroyOnReturn: false }) as unknown as Readable;
