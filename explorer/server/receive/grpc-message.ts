/** Reads the message of a call: a flag for its compression, its length, and its bytes. */
import { Readable } from 'node:stream';
import { decompressor, unpackError } from './decompress.js';
import { ExportError } from './export-error.js';
import { PREFIX } from './grpc-call.js';
import type { GrpcCall } from './grpc-call.js';
import { HeldBytes } from './held-bytes.js';
import type { Limits } from './limits.js';
import { withTimeout } from './timeout.js';
import type { ExportService } from './export-service.js';

/**
 * Passes the message of a call to `use`, which reads it before it returns, and then releases its bytes from the
 * service's budget. A client that
 * leaves its side of the stream open is not waited for.
 *
 * @throws an {@link ExportError} as soon as the message is too large, too late, or cannot be decompressed
 */
export async function withMessage<T>(
  call: GrpcCall,
  service: ExportService,
  use: (message: Buffer) => Promise<T>,
): Promise<T> {
  const limit = service.limits.grpcMessage;
  const held = new HeldBytes(service);
  const unpacked = new HeldBytes(service);
  try {
    const arrived = readMessage(call, held, service.limits);
    await withTimeout(arrived, service.limits.requestTimeout, 'The message was not there');
    const message = held.bytes.subarray(PREFIX, PREFIX + held.bytes.readUInt32BE(1));
    if (held.bytes[0] === 0) {
      const used = use(message);
      held.release();
      return await used;
    }
    const unpack = decompressor(encodingOf(call), 'grpc-encoding', 'unimplemented');
    if (unpack === undefined)
      throw new ExportError('invalidArgument', 'The message is compressed, and the call has no grpc-encoding.');
    for await (const chunk of Readable.from([message]).pipe(unpack) as AsyncIterable<Buffer>) {
      if (unpacked.length + chunk.length > limit) throw tooLarge(limit);
      unpacked.append(chunk);
    }
    held.release();
    const used = use(unpacked.bytes);
    unpacked.release();
    return await used;
  } catch (error) {
    throw unpackError(error);
  } finally {
    held.release();
    unpacked.release();
  }
}

/** Returns the encoding of the messages: of a header that was sent several times, the last that changes anything. */
const encodingOf = ({ headers }: GrpcCall): string =>
  String(headers['grpc-encoding'] ?? '')
    .split(',')
    .findLast((name) => name.trim().toLowerCase() !== 'identity') ?? '';

/**
 * Reads until the message is whole, and the client has ended its side or had the time to. Rejects if the stream ends or
 * closes before, or has more than one message.
 */
const readMessage = ({ stream }: GrpcCall, held: HeldBytes, { grpcMessage: limit, halfCloseTimeout }: Limits) =>
  new Promise<void>((resolve, reject) => {
    let timeout: NodeJS.Timeout | undefined;
    const onData = (chunk: Buffer): void => {
      try {
        held.append(chunk);
        if (held.length < PREFIX) return;
        const length = held.bytes.readUInt32BE(1);
        if (length > limit) throw tooLarge(limit);
        if (held.length > PREFIX + length) throw tooMany();
        if (held.length === PREFIX + length) timeout ??= setTimeout(succeed, halfCloseTimeout);
      } catch (error) {
        fail(error as Error);
      }
    };
    const onEnd = (): void => {
      if (timeout !== undefined) return succeed();
      fail(new ExportError('invalidArgument', 'The call ended before its message was whole. Send one message.'));
    };
    const onClose = (): void => fail(new Error('The client cancelled the call, or left.'));
    const succeed = (): void => {
      stop();
      resolve();
    };
    const fail = (error: Error): void => {
      stop();
      reject(error);
    };
    const stop = (): void => {
      clearTimeout(timeout);
      stream.off('data', onData).off('end', onEnd).off('close', onClose);
    };
    stream.on('data', onData).on('end', onEnd).on('close', onClose);
  });

const tooMany = (): ExportError =>
  new ExportError('unimplemented', 'A call of Export has one message, and this one has more. Send each in a call.');

const tooLarge = (limit: number): ExportError =>
  new ExportError('payloadTooLarge', `The message is larger than ${limit} bytes, unpacked. Send fewer spans at once.`);
