/** Files of any kind: the same in one piece and in many, and told in sentences where they are broken. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import { gzipSync } from 'node:zlib';
import type { FuzzTarget } from '../../../../test/fuzz/fuzz-target';
import { checkSentence } from '../../../../test/fuzz/sentence';
import { readFile } from '../../../server/files/read-file.js';
import { unpackGzip } from '../../../server/files/unpack-gzip.js';
import { isZstd, unpackZstd } from '../../../server/files/zstd-frames.js';
import { SpanBlock } from '../../../server/store/span-block.js';
import { SPAN_COLUMNS } from '../../../server/store/traces-table.js';
import { JSON_REQUEST, requestOfJson } from '../otlp-forms';

const GZIP_MAGIC = 0x8b1f;
const LARGEST = 1024 * 1024;
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const OTLP = JSON.stringify(JSON_REQUEST);
const JAEGER = JSON.stringify({
  data: [
    {
      traceID: TRACE,
      spans: [
        {
          ...{
            traceID: TRACE,
            spanID: 'b7ad6b7169203331',
            operationName: 'ship',
            startTime: 1795000000000000,
            duration: 9,
          },
          references: [
            { refType: 'CHILD_OF', traceID: TRACE, spanID: '00f067aa0ba902b7' },
            { refType: 'FOLLOWS_FROM', traceID: '4bf92f3577b34da6a3ce929d0e0e4736', spanID: '00f067aa0ba902b7' },
          ],
          tags: [
            { key: 'span.kind', type: 'string', value: 'server' },
            { key: 'error', type: 'bool', value: true },
          ],
          logs: [{ timestamp: 1795000000000001, fields: [{ key: 'event', value: 'e' }] }],
          processID: 'p1',
        },
      ],
      processes: { p1: { serviceName: 'orders', tags: [{ key: 'a', value: 1 }] } },
    },
  ],
});
const ZIPKIN_2 = JSON.stringify([
  {
    ...{ traceId: TRACE, id: 'b7ad6b7169203331', parentId: '00f067aa0ba902b7', name: 'ship', kind: 'SERVER' },
    ...{ timestamp: 1795000000000000, duration: 9, localEndpoint: { serviceName: 'orders', ipv4: '10.0.0.1' } },
    ...{ annotations: [{ timestamp: 1795000000000001, value: 'e' }], tags: { 'otel.status_code': 'ERROR' } },
  },
]);
const ZIPKIN_1 = JSON.stringify([
  {
    ...{ traceId: 'b7ad6b7169203331', id: 'b7ad6b7169203331', name: 'ship', timestamp: 1795000000000000, duration: 9 },
    annotations: [{ timestamp: 1795000000000000, value: 'sr', endpoint: { serviceName: 'orders' } }],
    binaryAnnotations: [{ key: 'a', value: true, endpoint: { serviceName: 'orders' } }],
  },
]);
const PROTOBUF = requestOfJson(JSON_REQUEST);
const lengthOf = (length: number): Buffer => {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(length);
  return prefix;
};
const ZSTD_FRAME = '28b52ffd0058';
const ZSTD_STORED = Buffer.concat([Buffer.from(`${ZSTD_FRAME}110000`, 'hex'), Buffer.from('{}')]);
/** A block that is 20,000 times the same byte, of which only one is there. */
const ZSTD_REPEATED = Buffer.from(`${ZSTD_FRAME}03710220`, 'hex');

export const target: FuzzTarget = {
  seeds: [
    ...[OTLP, `${OTLP}\n${OTLP}`, JAEGER, ZIPKIN_2, ZIPKIN_1, `\ufeff[${OTLP}]`, PROTOBUF, gzipSync(OTLP)],
    ...[ZSTD_STORED, ZSTD_REPEATED],
    Buffer.concat([lengthOf(PROTOBUF.length), PROTOBUF]),
    Buffer.concat([Buffer.from([(PROTOBUF.length % 128) | 128, PROTOBUF.length >> 7]), PROTOBUF]),
    '{"result":{"resourceSpans":[]}}',
    // spans of a byte, and of none
    Buffer.from(`\n4\x122${'\x12\x011'.repeat(10)}${'\x12\0'.repeat(10)}`, 'latin1'),
    // lengths of messages, at each of which another one may begin
    `${'"'.repeat(2_000)}\u0001`,
  ],
  longest: 2_500,
  words: ['"resourceSpans":[', '"data":[', '"spans":[', '"traceID":', '"processes":{', '[{', '}]', ',', '"__proto__":'],
  // spans of two bytes, of each of which a sentence tells what is wrong, in the whole and in pieces
  stepsPerByte: 1_000,
  sizeOf: unpackedSize,
  // of bombs, the tests of hostile files tell
  largestSize: LARGEST,
  run: async (input) => {
    const whole = await read(input, input.length || 1);
    const pieces = await read(input, 7);
    deepStrictEqual(pieces, whole, 'reads another thing in pieces');
    strictEqual(whole.spans > 0 || whole.problemsTotal > 0, true, 'tells nothing of a file without spans');
    for (const { message } of whole.problems) {
      strictEqual(message.length < 600, true, message);
      checkSentence(message, input.toString());
    }
    return whole;
  },
};

/** Returns the bytes of the input and all that it may unpack to, wherever that begins; too few from `LARGEST` on. */
async function unpackedSize(input: Buffer): Promise<number> {
  let size = input.length;
  for (let at = 0; at + 4 <= input.length && size <= LARGEST; at++) {
    const magic = input.readUInt32LE(at);
    const unpack = isZstd(magic) ? unpackZstd : (magic & 0xffff) === GZIP_MAGIC ? unpackGzip : undefined;
    if (unpack !== undefined) size += await sizeOfAll(unpack(cut(input.subarray(at), input.length)));
  }
  return size;
}

async function sizeOfAll(chunks: AsyncIterable<Buffer>): Promise<number> {
  let size = 0;
  try {
    for await (const chunk of chunks) {
      size += await unpackedSize(chunk);
      if (size > LARGEST) break;
    }
  } catch {
    // broken, behind what was counted
  }
  return size;
}

const read = (input: Buffer, size: number): ReturnType<typeof readFile> =>
  readFile({ block: () => new SpanBlock(SPAN_COLUMNS), append: () => Promise.resolve() }, 'file', cut(input, size));

async function* cut(input: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < input.length; at += size) yield input.subarray(at, at + size);
}
