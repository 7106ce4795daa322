/** Hostile bodies: each is answered within its limits, nothing of it is made up, and the next request is stored. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import {
  JSON_TYPE,
  PROTOBUF,
  closeReceiving,
  encode,
  otlpSpan,
  post,
  receiving,
  requestOf,
  spanIdBytes,
  stored,
  traceIdBytes,
} from './receiving.js';

afterEach(closeReceiving);

const field = (number: number, content: Buffer): Buffer => {
  const bytes: number[] = [];
  for (const start of [(number << 3) | 2, content.length])
    for (let rest = start; ; rest >>>= 7) {
      bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
      if (rest <= 127) break;
    }
  return Buffer.concat([Buffer.from(bytes), content]);
};
/** A list in a list, and so on. */
const nested = (depth: number): Buffer => {
  let value = field(1, Buffer.from('x'));
  for (let level = 0; level < depth; level += 1) value = field(5, field(1, value));
  return value;
};
const spanOf = (...fields: Buffer[]): Buffer =>
  field(1, field(2, field(2, Buffer.concat([field(1, traceIdBytes), field(2, spanIdBytes(1)), ...fields]))));
const varint = (...bytes: number[]): Buffer => Buffer.from(bytes);
const json = (fields: string): string => {
  const span = `"traceId":"${traceIdBytes.toString('hex')}","spanId":"${'1'.repeat(16)}"${fields}`;
  return `{"resourceSpans":[{"scopeSpans":[{"spans":[{${span}}]}]}]}`;
};
const valid = encode(requestOf(otlpSpan(1)));
const ATTRIBUTE = field(9, field(1, Buffer.from('key')));
const unpacked = { gzip: { 'content-encoding': 'gzip' }, deflate: { 'content-encoding': 'deflate' } };

type Hostile = [what: string, type: string, body: Buffer | string, headers?: Record<string, string>];

const REFUSED: readonly Hostile[] = [
  ['a tag without an end', PROTOBUF, varint(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
  ['a tag of the field 0', PROTOBUF, varint(2, 0)],
  ['a length of 4 GB', PROTOBUF, varint(10, 0xff, 0xff, 0xff, 0xff, 0x0f)],
  ['a negative length', PROTOBUF, varint(10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1)],
  ['a length beyond its message', PROTOBUF, varint(10, 4, 18, 9, 0, 0)],
  ['the end of a group that never began', PROTOBUF, varint((9 << 3) | 4)],
  ['groups in groups without an end', PROTOBUF, Buffer.alloc(100_000, (9 << 3) | 3)],
  ['an unknown wire type', PROTOBUF, varint((9 << 3) | 7)],
  ['a message that ends in the middle', PROTOBUF, valid.subarray(0, valid.length - 1)],
  ['a byte too many', PROTOBUF, Buffer.concat([valid, varint(10)])],
  ['values in values, 10,000 deep', PROTOBUF, spanOf(field(9, field(2, nested(10_000))))],
  ['a million links without ids', PROTOBUF, spanOf(Buffer.alloc(2_200_000, varint((13 << 3) | 2, 0)))],
  ['an HTML page', PROTOBUF, '<!doctype html><title>x</title>'],
  ['JSON', PROTOBUF, '{"resourceSpans":[]}'],
  ['protobuf', JSON_TYPE, valid],
  ['nothing', JSON_TYPE, ''],
  ['a string', JSON_TYPE, '"resourceSpans"'],
  ['null', JSON_TYPE, 'null'],
  ['a list', JSON_TYPE, '[{"resourceSpans":[]}]'],
  ['JSON without an end', JSON_TYPE, '{"resourceSpans":[{"scopeSpans":['],
  ['a million brackets', JSON_TYPE, '['.repeat(1_500_000)],
  ['brackets 100,000 deep', JSON_TYPE, `{"x":${'['.repeat(100_000)}${']'.repeat(100_000)},"resourceSpans":3}`],
  ['two documents', JSON_TYPE, '{}{}'],
  ['a mark of the byte order and no JSON', JSON_TYPE, '\ufeffx'],
  ['UTF-16', JSON_TYPE, Buffer.from('{"resourceSpans":[]}', 'utf16le')],
  ['a list for a number', JSON_TYPE, json(',"kind":[3]')],
  ['an object for a list', JSON_TYPE, json(',"links":{"length":1}')],
  ['null in a list', JSON_TYPE, json(',"links":[null]')],
  ['a number of 100,000 digits', JSON_TYPE, json(`,"kind":${'1'.repeat(100_000)}`)],
  ['a gzip of nothing', PROTOBUF, Buffer.alloc(0), unpacked.gzip],
  ['a gzip that ends in the middle', PROTOBUF, gzipSync(valid).subarray(0, 30), unpacked.gzip],
  ['a gzip with a wrong sum', PROTOBUF, broken(gzipSync(valid), -8), unpacked.gzip],
  ['a gzip of 100 MB', PROTOBUF, gzipSync(Buffer.alloc(100 * 1024 * 1024)), unpacked.gzip],
  ['a gzip in a gzip', PROTOBUF, gzipSync(gzipSync(valid)), unpacked.gzip],
  ['deflate without its head', PROTOBUF, deflateRawSync(valid), unpacked.deflate],
  ['deflate that says gzip', PROTOBUF, deflateSync(valid), unpacked.gzip],
  ['brotli', PROTOBUF, brotliCompressSync(valid), { 'content-encoding': 'br' }],
  ['a list of compressions', PROTOBUF, gzipSync(valid), { 'content-encoding': 'gzip, gzip' }],
  ['a type in two parts', 'application/json, application/x-protobuf', '{}'],
];

/** What is answered with 200, and how many spans of it are stored. */
const TAKEN: readonly [...Hostile, spans: number][] = [
  ['A body of only unknown fields', PROTOBUF, field(15, Buffer.alloc(1000)), {}, 0],
  ['An id that is too long', PROTOBUF, encode(requestOf(otlpSpan(1, { traceId: Buffer.alloc(100_000, 1) }))), {}, 0],
  ['An id of zeros', JSON_TYPE, json('').replace('1'.repeat(16), '0'.repeat(16)), {}, 0],
  ['An id that is not hex', JSON_TYPE, json('').replace('1'.repeat(16), 'g'.repeat(16)), {}, 0],
  ['A start in the year 2554', JSON_TYPE, json(',"startTimeUnixNano":"18446744073709551615"'), {}, 0],
  [
    'A span with names of prototypes',
    JSON_TYPE,
    json(',"__proto__":{"name":"x"},"constructor":{},"toString":1'),
    {},
    1,
  ],
  ['A span with a kind and a status that do not exist', JSON_TYPE, json(',"kind":99,"status":{"code":-7}'), {}, 1],
  ['A span with a key of zero bytes', PROTOBUF, spanOf(field(9, field(1, Buffer.alloc(10_000)))), {}, 1],
  [
    'A span with a hundred thousand equal keys',
    PROTOBUF,
    spanOf(...Array.from({ length: 100_000 }, () => ATTRIBUTE)),
    {},
    1,
  ],
];

function broken(bytes: Buffer, position: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length + position] = (copy.at(position) ?? 0) ^ 0xff;
  return copy;
}

test('Each hostile body is refused with a sentence, and nothing of it is stored', async () => {
  const { http, store, receivers } = await receiving();
  for (const [what, type, body, headers] of REFUSED) {
    const response = await post(http, body, { 'content-type': type, ...headers });
    const answer = Buffer.from(await response.arrayBuffer()).toString();
    expect([what, response.status]).toEqual([what, [400, 413, 415].find((status) => status === response.status)]);
    expect(answer).toMatch(/[a-z]{3}.*\./s);
  }
  expect(await stored(store)).toEqual([]);
  expect(receivers.counts()).toMatchObject({ requests: 0, failedRequests: REFUSED.length });
  expect((await post(http, valid)).status).toBe(200);
  expect(await stored(store)).toHaveLength(1);
});

test('Of hundreds of long keys that begin alike, each has its last value', async () => {
  const { http, store } = await receiving();
  const attributes = Array.from({ length: 900 }, (_, index) => ({
    key: `${'k'.repeat(2000)}${1000 + (index % 800)}`,
    value: { stringValue: String(index) },
  }));
  expect((await post(http, encode(requestOf(otlpSpan(1, { attributes }))))).status).toBe(200);
  const [row] = await store.query<{ keys: number; first: string; last: string }>(
    `SELECT length(SpanAttributes) AS keys, SpanAttributes[concat(repeat('k', 2000), '1000')] AS first,
  SpanAttributes[concat(repeat('k', 2000), '1799')] AS last FROM ${store.tables.traces}`,
  );
  expect(row).toEqual({ keys: 800, first: '800', last: '799' });
});

test.each(TAKEN)(
  '%s is answered with 200, and what is valid of it is stored',
  async (_what, type, body, headers, spans) => {
    const { http, store } = await receiving();
    expect((await post(http, body, { 'content-type': type, ...headers })).status).toBe(200);
    expect(await stored(store)).toHaveLength(spans);
  },
);
