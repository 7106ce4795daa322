/** What holds of every body: nothing but a refusal comes of a wrong one, and both forms of a right one say the same. */
import fc from 'fast-check';
import { decodeJson } from '../../server/receive/decode-json.js';
import { decodeProtobuf } from '../../server/receive/decode-protobuf.js';
import type { ExportRequest } from '../../server/receive/otlp.js';
import { Refusal } from '../../server/receive/refusal.js';
import { readSpans } from '../../server/receive/spans.js';
import { lineOf } from '../../server/store/row.js';
import { encode } from './receiving.js';

const MESSAGES = 1_000_000;

const lines = (request: ExportRequest): string[] => {
  const read: string[] = [];
  readSpans(request, 1000, (span) => read.push(lineOf(span)));
  return read;
};

const isRefusalOrRead = (decode: () => ExportRequest): void => {
  try {
    lines(decode());
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
};

const id = (length: number): fc.Arbitrary<Buffer> => fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => Buffer.from(bytes));
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const time = fc.bigInt({ min: 0n, max: 4_294_967_295_000_000_000n }).map(String);

const { value } = fc.letrec<{ value: object }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.record({ stringValue: fc.string({ unit: 'grapheme' }) }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: int64 }),
    fc.record({ doubleValue: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)) }),
    fc.constant({}),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 3 }) }) }),
    fc.record({ kvlistValue: fc.record({ values: fc.array(fc.record({ key: fc.string(), value: tie('value') }), { maxLength: 3 }) }) }),
  ),
}));
const attributes = fc.array(fc.record({ key: fc.string({ unit: 'grapheme' }), value }), { maxLength: 4 });
const link = fc.record({ traceId: id(16), spanId: id(8), traceState: fc.string(), attributes });
const span = fc.record({
  traceId: id(16),
  spanId: id(8),
  parentSpanId: fc.oneof(id(8), id(0)),
  name: fc.string({ unit: 'grapheme' }),
  kind: fc.integer({ min: 0, max: 6 }),
  startTimeUnixNano: time,
  endTimeUnixNano: time,
  attributes,
  events: fc.array(fc.record({ timeUnixNano: time, name: fc.string(), attributes }), { maxLength: 2 }),
  links: fc.array(link, { maxLength: 3 }),
  status: fc.record({ code: fc.integer({ min: 0, max: 3 }), message: fc.string() }),
});
const request = fc.record({
  resourceSpans: fc.array(
    fc.record({
      resource: fc.record({ attributes }),
      scopeSpans: fc.array(fc.record({ scope: fc.record({ name: fc.string(), version: fc.string() }), spans: fc.array(span, { maxLength: 3 }) }), { maxLength: 2 }),
    }),
    { maxLength: 2 },
  ),
});

const json = (body: unknown): Buffer => Buffer.from(JSON.stringify(body, function (this: Record<string, unknown>, key, each: unknown) {
  const original = this[key];
  return Buffer.isBuffer(original) ? original.toString('hex') : each;
}));

test('Bytes of any kind are read or refused', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    isRefusalOrRead(() => decodeProtobuf(bytes, MESSAGES));
    isRefusalOrRead(() => decodeJson(bytes, MESSAGES));
  }), { numRuns: 500 });
});

test('A request with bytes changed or missing is read or refused', () => {
  fc.assert(fc.property(request, fc.nat(), fc.nat(255), fc.boolean(), (sent, place, byte, isCut) => {
    for (const [body, decode] of [[encode(sent), decodeProtobuf], [json(sent), decodeJson]] as const) {
      if (body.length === 0) continue;
      const at = place % body.length;
      body[at] = byte;
      isRefusalOrRead(() => decode(isCut ? body.subarray(0, at) : body, MESSAGES));
    }
  }));
});

test('JSON of any shape is read or refused', () => {
  fc.assert(fc.property(fc.json(), fc.constantFrom('resourceSpans', 'scopeSpans', 'spans', 'attributes'), (text, key) => {
    isRefusalOrRead(() => decodeJson(Buffer.from(text), MESSAGES));
    isRefusalOrRead(() => decodeJson(Buffer.from(`{"resourceSpans":[{"${key}":${text},"scopeSpans":[{"${key}":${text},"spans":[{"${key}":${text},"name":${text}}]}]}]}`), MESSAGES));
  }));
});

test('Protobuf and JSON of the same request are the same rows', () => {
  fc.assert(fc.property(request, (sent) => {
    expect(lines(decodeJson(json(sent), MESSAGES))).toEqual(lines(decodeProtobuf(encode(sent), MESSAGES)));
  }));
});

test('Each row is one line of JSON, with a value for each column', () => {
  fc.assert(fc.property(request, (sent) => {
    for (const line of lines(decodeProtobuf(encode(sent), MESSAGES))) {
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(JSON.parse(line)).toHaveLength(22);
    }
  }));
});
