/** Bodies and messages of gRPC in pieces, packed or not: all of it, an error that says why, and no byte held. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import type { FuzzTarget } from '../../../../test/fuzz/fuzz-target';
import { ByteBudget } from '../../../server/receive/byte-budget.js';
import { ExportError } from '../../../server/receive/export-error.js';
import type { ExportService } from '../../../server/receive/export-service.js';
import type { GrpcCall } from '../../../server/receive/grpc-call.js';
import { withMessage } from '../../../server/receive/grpc-message.js';
import { LIMITS } from '../../../server/receive/limits.js';
import { withRequestBody } from '../../../server/receive/request-body.js';

const LIMIT = 2_000;
const limits = { ...LIMITS, body: LIMIT, grpcMessage: LIMIT, halfCloseTimeout: 60_000 };
const ENCODINGS = ['', 'identity', 'gzip', 'deflate', 'x-gzip', 'br', 'gzip, gzip', 'identity,gzip'];

const frame = (flag: number, message: Buffer): Buffer => {
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
};
/** The first byte chooses the encoding, the second the size of the pieces. */
const seed = (encoding: string, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([ENCODINGS.indexOf(encoding), 7]), bytes]);
const ZIPPED = gzipSync('{"resourceSpans":[]}');

export const target: FuzzTarget = {
  seeds: [
    seed('', frame(0, Buffer.from('abc'))),
    seed('gzip', frame(1, ZIPPED)),
    seed('gzip', ZIPPED),
    seed('gzip', gzipSync(Buffer.alloc(100_000))),
    seed('identity,gzip', frame(1, gzipSync(Buffer.alloc(100_000)))),
    seed('deflate', Buffer.from('789c4b4c4a06000 24d0127'.replace(' ', ''), 'hex')),
  ],
  stepsPerByte: 1_000,
  run: async (input) => {
    const encoding = ENCODINGS[(input[0] ?? 0) % ENCODINGS.length] as string;
    const pieces = [...cut(input.subarray(2), 1 + ((input[1] ?? 0) % 64))];
    const body = await reading((service, use) => {
      const headers = { 'content-encoding': encoding };
      const request = Object.assign(Readable.from(pieces), {
        headers,
        headersDistinct: { 'content-encoding': [encoding] },
      });
      return withRequestBody(request as unknown as IncomingMessage, service, () => {}, use);
    });
    const message = await reading((service, use) => {
      const call = { headers: { 'grpc-encoding': encoding }, stream: Readable.from(pieces) };
      return withMessage(call as unknown as GrpcCall, service, use);
    });
    const whole = input.subarray(2);
    if (body !== undefined) deepStrictEqual(body, unpacked(whole, encoding), 'reads another body');
    if (message !== undefined) {
      strictEqual(whole.readUInt32BE(1), whole.length - 5, 'reads a message that is not whole');
      deepStrictEqual(message, whole[0] === 0 ? whole.subarray(5) : unpacked(whole.subarray(5), encoding));
    }
    return [body, message];
  },
};

type Use = (bytes: Buffer) => Promise<Buffer>;

async function reading(read: (service: ExportService, use: Use) => Promise<Buffer>): Promise<Buffer | undefined> {
  const budget = new ByteBudget(1_000_000);
  const service = { limits, budget, reserve: (bytes: number) => budget.take(bytes) } as unknown as ExportService;
  try {
    return await read(service, (bytes) => Promise.resolve(Buffer.from(bytes)));
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    return undefined;
  } finally {
    strictEqual(budget.used, 0, 'holds bytes of a request that is over');
  }
}

function unpacked(bytes: Buffer, encoding: string): Buffer {
  if (/gzip/.test(encoding)) return gunzipSync(bytes);
  return encoding === 'deflate' ? inflateSync(bytes) : bytes;
}

function* cut(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
