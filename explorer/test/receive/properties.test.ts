/** Properties of all bodies: malformed ones fail with an export error, and both encodings give the same rows. */
import fc from 'fast-check';
import { jsonToProtobuf } from '../../server/receive/json-to-protobuf.js';
import { LIMITS } from '../../server/receive/limits.js';
import { ExportError } from '../../server/receive/export-error.js';
import { RequestDecoder } from '../../server/receive/request-decoder.js';
import { SpanBlock } from '../../server/store/span-block.js';
import type { Rows } from '../../server/store/span-block.js';
import { SPAN_COLUMNS } from '../../server/store/traces-table.js';
import { closeReceiving, encode, post, receiving, requestOf, spanIdBytes, stored } from './receiving.js';

afterEach(closeReceiving);

const block = new SpanBlock(SPAN_COLUMNS);
const decoder = new RequestDecoder(block, { ...LIMITS, text: 1000 });

/** The rows of a request, in the engine's format. */
const rows = (body: Buffer): Rows => {
  decoder.decode(body);
  return block.finish().rows;
};

const ofJson = (body: Buffer): Rows => rows(jsonToProtobuf(body, LIMITS.messages));

const decodesOrFails = (read: () => Rows): void => {
  try {
    read();
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    // nothing of it is left for the next request
    expect(block.count).toBe(0);
  }
};

const id = (length: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => Buffer.from(bytes));
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const time = fc.bigInt({ min: 0n, max: 4_294_967_295_000_000_000n }).map(String);

const { value } = fc.letrec<{ value: object }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.record({ stringValue: fc.string({ unit: 'grapheme' }) }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: int64 }),
    fc.record({
      doubleValue: fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .map((number) => (Object.is(number, -0) ? 0 : number)),
    }),
    fc.constant({}),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 3 }) }) }),
    fc.record({
      kvlistValue: fc.record({
        values: fc.array(fc.record({ key: fc.string(), value: tie('value') }), { maxLength: 3 }),
      }),
    }),
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
      scopeSpans: fc.array(
        fc.record({
          scope: fc.record({ name: fc.string(), version: fc.string() }),
          spans: fc.array(span, { maxLength: 3 }),
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  ),
});

const json = (body: unknown): Buffer =>
  Buffer.from(
    JSON.stringify(body, function (this: Record<string, unknown>, key, each: unknown) {
      const original = this[key];
      return Buffer.isBuffer(original) ? original.toString('hex') : each;
    }),
  );

test('Any bytes are decoded, or fail with an export error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      decodesOrFails(() => rows(Buffer.from(bytes)));
      decodesOrFails(() => ofJson(Buffer.from(bytes)));
    }),
    { numRuns: 500 },
  );
});

test('A request with changed or missing bytes is decoded, or fails with an export error', () => {
  fc.assert(
    fc.property(request, fc.nat(), fc.nat(255), fc.boolean(), (sent, place, byte, isCut) => {
      for (const [body, read] of [
        [encode(sent), rows],
        [json(sent), ofJson],
      ] as const) {
        if (body.length === 0) continue;
        const at = place % body.length;
        body[at] = byte;
        decodesOrFails(() => read(isCut ? body.subarray(0, at) : body));
      }
    }),
  );
});

test('Any JSON is decoded, or fails with an export error', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom('resourceSpans', 'scopeSpans', 'spans', 'attributes'), (text, key) => {
      decodesOrFails(() => ofJson(Buffer.from(text)));
      decodesOrFails(() =>
        ofJson(
          Buffer.from(
            `{"resourceSpans":[{"${key}":${text},"scopeSpans":[{"${key}":${text},` +
              `"spans":[{"${key}":${text},"name":${text}}]}]}]}`,
          ),
        ),
      );
    }),
  );
});

test('The same request in protobuf and in JSON gives the same rows', () => {
  fc.assert(
    fc.property(request, (sent) => {
      expect(ofJson(json(sent))).toEqual(rows(encode(sent)));
    }),
  );
});

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

/** Converts attributes with string values to the map that is stored. */
const texts = (sent: readonly Attribute[]): object =>
  Object.fromEntries(sent.map(({ key, value: { stringValue } }) => [key, stringValue]));

test('Spans are stored as they were sent', async () => {
  const { store, http } = await receiving();
  const named = fc.array(
    fc.record({
      key: fc.string({ unit: 'grapheme' }),
      value: fc.record({ stringValue: fc.string({ unit: 'binary' }) }),
    }),
    { maxLength: 20 },
  );
  const spans = fc
    .sample(
      span.chain((each) =>
        fc
          .record({
            attributes: named,
            links: fc.array(fc.record({ traceId: id(16), spanId: id(8), traceState: fc.string(), attributes: named }), {
              maxLength: 3,
            }),
          })
          .map((more) => ({ ...each, ...more, events: [] })),
      ),
      60,
    )
    .map((each, index) => ({
      ...each,
      traceId: Buffer.alloc(16, 1),
      spanId: spanIdBytes(index + 1),
      startTimeUnixNano: '1795000000000000000',
      endTimeUnixNano: String(1_795_000_000_000_000_000n + BigInt(index)),
    }));
  expect((await post(http, encode(requestOf(...spans)))).status).toBe(200);
  const rows = await stored(store);
  expect(rows).toHaveLength(60);
  rows.forEach((row, index) => {
    const sent = spans[index] as (typeof spans)[number];
    const links = sent.links.filter(
      (each) => /[^0]/.test(each.traceId.toString('hex')) && /[^0]/.test(each.spanId.toString('hex')),
    );
    expect(row).toMatchObject({
      SpanName: sent.name,
      Duration: index,
      SpanAttributes: texts(sent.attributes),
      StatusMessage: sent.status.message,
      'Links.TraceId': links.map((each) => each.traceId.toString('hex')),
      'Links.SpanId': links.map((each) => each.spanId.toString('hex')),
      'Links.TraceState': links.map((each) => each.traceState),
      'Links.Attributes': links.map((each) => texts(each.attributes)),
    });
  });
});
