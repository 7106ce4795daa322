/** The same request in each encoding of OTLP, and the rows that are stored. */
import { gzipSync, deflateSync } from 'node:zlib';
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

const value = {
  string: { stringValue: 'a "b"\n\u0000é🙂' },
  empty: { stringValue: '' },
  no: { boolValue: false },
  int: { intValue: '9223372036854775807' },
  zero: { intValue: '0' },
  double: { doubleValue: 0.1 },
  list: { arrayValue: { values: [{ intValue: '9007199254740993' }, { stringValue: 'x' }, { boolValue: true }, {}] } },
  map: {
    kvlistValue: {
      values: [
        { key: 'k"', value: { doubleValue: 1.5 } },
        { key: 'in', value: { kvlistValue: { values: [] } } },
      ],
    },
  },
  unset: {},
};
const attributes = [...Object.entries(value), ['int', { intValue: '-5' }] as const].map(([key, each]) => ({
  key,
  value: each,
}));
const full = otlpSpan(1, {
  traceState: 'a=b',
  parentSpanId: spanIdBytes(9),
  kind: 5,
  attributes,
  events: [
    { timeUnixNano: '1795000000123456790', name: 'happened', attributes: [{ key: 'n', value: { intValue: 1 } }] },
  ],
  links: [
    {
      traceId: traceIdBytes,
      spanId: spanIdBytes(3),
      traceState: 'c=d',
      attributes: [{ key: 'spanlink.relation', value: { stringValue: 'retry_of' } }],
    },
  ],
  status: { code: 2, message: 'out of stock' },
});

const expected = {
  Timestamp: '2026-11-18 11:06:40.123456789',
  TraceId: '0102030405060708090a0b0c0d0e0f10',
  SpanId: '0000000000000001',
  ParentSpanId: '0000000000000009',
  TraceState: 'a=b',
  SpanName: 'work',
  SpanKind: 'Consumer',
  ServiceName: 'orders',
  ResourceAttributes: { 'service.name': 'orders' },
  ScopeName: 'test',
  ScopeVersion: '1.0',
  SpanAttributes: {
    string: 'a "b"\n\u0000é🙂',
    empty: '',
    no: 'false',
    int: '-5',
    zero: '0',
    double: '0.1',
    list: '[9007199254740993,"x",true,null]',
    map: '{"k\\"":1.5,"in":{}}',
    unset: '',
  },
  Duration: 100000001,
  StatusCode: 'Error',
  StatusMessage: 'out of stock',
  'Events.Timestamp': ['2026-11-18 11:06:40.123456790'],
  'Events.Name': ['happened'],
  'Events.Attributes': [{ n: '1' }],
  'Links.TraceId': ['0102030405060708090a0b0c0d0e0f10'],
  'Links.SpanId': ['0000000000000003'],
  'Links.TraceState': ['c=d'],
  'Links.Attributes': [{ 'spanlink.relation': 'retry_of' }],
};

/** OTLP/JSON: ids in hex, with an unknown field. */
const asJson = (request: object): string =>
  JSON.stringify(request, function (this: Record<string, unknown>, key, each: unknown) {
    const original = this[key];
    return Buffer.isBuffer(original) ? original.toString('hex') : each;
  }).replace('"resource":', '"unknownField":{"deep":[1]},"resource":');

describe('encodings', () => {
  const body = encode(requestOf(full));
  const json = asJson(requestOf(full));

  test.each([
    ['in protobuf', body, { 'content-type': PROTOBUF }],
    ['in protobuf with gzip', gzipSync(body), { 'content-type': PROTOBUF, 'content-encoding': 'gzip' }],
    ['in protobuf with deflate', deflateSync(body), { 'content-type': PROTOBUF, 'content-encoding': 'deflate' }],
    ['in JSON', json, { 'content-type': JSON_TYPE }],
    ['in JSON that names its character set', json, { 'content-type': 'application/json; charset=utf-8' }],
    ['in JSON with gzip', gzipSync(json), { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' }],
  ])('A span is stored the same %s', async (_form, sent, headers) => {
    const { store, http } = await receiving();
    const response = await post(http, sent, headers as Record<string, string>);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(headers['content-type'].split(';')[0]);
    // an empty ExportTraceServiceResponse: no partial success
    expect(await response.text()).toBe(headers['content-type'] === PROTOBUF ? '' : '{}');
    expect(await stored(store)).toEqual([expected]);
  });
});

test('Absent fields have the default values of their types', async () => {
  const { store, http } = await receiving();
  await post(
    http,
    encode({
      resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: traceIdBytes, spanId: spanIdBytes(1), name: 'bare' }] }] }],
    }),
  );
  await post(
    http,
    asJson({
      resourceSpans: [
        {
          scopeSpans: [{ spans: [{ traceId: traceIdBytes, spanId: spanIdBytes(2), name: 'bare', attributes: null }] }],
        },
      ],
    }),
    { 'content-type': JSON_TYPE },
  );
  const bare = {
    Timestamp: '1970-01-01 00:00:00.000000000',
    ParentSpanId: '',
    SpanKind: 'Unspecified',
    ServiceName: '',
    ResourceAttributes: {},
    ScopeName: '',
    Duration: 0,
    StatusCode: 'Unset',
    'Links.SpanId': [],
  };
  expect(await stored(store)).toEqual([expect.objectContaining(bare), expect.objectContaining(bare)]);
});

test('Each kind and each status has its name, and an unknown one is that of a span without', async () => {
  const { store, http } = await receiving();
  const numbers = [0, 1, 2, 3, 4, 5, 6, -1];
  const spans = numbers.map((number, index) => otlpSpan(index + 1, { kind: number, status: { code: number } }));
  expect((await post(http, encode(requestOf(...spans)))).status).toBe(200);
  const rows = await stored(store);
  expect(rows.map(({ SpanKind }) => SpanKind)).toEqual([
    ...['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'],
    ...['Unspecified', 'Unspecified'],
  ]);
  expect(rows.map(({ StatusCode }) => StatusCode)).toEqual([
    ...['Unset', 'Ok', 'Error'],
    ...['Unset', 'Unset', 'Unset', 'Unset', 'Unset'],
  ]);
});

test('An empty request is accepted', async () => {
  const { store, http } = await receiving();
  expect((await post(http, Buffer.alloc(0))).status).toBe(200);
  expect((await post(http, '{}', { 'content-type': JSON_TYPE })).status).toBe(200);
  expect(await stored(store)).toEqual([]);
});

test('Half of a surrogate pair in JSON is stored as a replacement character, and affects no other span', async () => {
  const { store, http } = await receiving();
  const body = asJson(requestOf(otlpSpan(1, { name: '\ud800' }), otlpSpan(2)));
  expect((await post(http, body, { 'content-type': JSON_TYPE })).status).toBe(200);
  expect(await stored(store)).toEqual([
    expect.objectContaining({ SpanName: '\ufffd' }),
    expect.objectContaining({ SpanName: 'work' }),
  ]);
});

test('Invalid UTF-8 is stored as replacement characters, in short texts and long ones', async () => {
  const { store, http } = await receiving();
  const body = encode(
    requestOf(
      otlpSpan(1, { name: 'short X', attributes: [{ key: 'long', value: { stringValue: `${'é'.repeat(40)}X` } }] }),
    ),
  );
  for (let at = body.indexOf('X'); at >= 0; at = body.indexOf('X', at + 1)) body[at] = 0xff;
  expect((await post(http, body)).status).toBe(200);
  expect(await stored(store)).toEqual([
    expect.objectContaining({ SpanName: 'short \ufffd', SpanAttributes: { long: `${'é'.repeat(40)}\ufffd` } }),
  ]);
});

test('The last attribute with the same key counts, among few attributes and many', async () => {
  const { store, http } = await receiving();
  const many = Array.from({ length: 40 }, (_, index) => ({ key: `key ${index % 20}`, value: { intValue: index } }));
  await post(
    http,
    encode(
      requestOf(
        otlpSpan(1, { attributes: many.slice(0, 4).concat(many.slice(20, 22)) }),
        otlpSpan(2, { attributes: many }),
      ),
    ),
  );
  expect(await stored(store)).toEqual([
    expect.objectContaining({ SpanAttributes: { 'key 0': '20', 'key 1': '21', 'key 2': '2', 'key 3': '3' } }),
    expect.objectContaining({
      SpanAttributes: Object.fromEntries(many.slice(20).map(({ key, value: { intValue } }) => [key, String(intValue)])),
    }),
  ]);
});

test('A field that occurs twice has its last value, and an unknown field or wire type is skipped', async () => {
  const { store, http } = await receiving();
  const body = encode(requestOf(otlpSpan(1)));
  const name = (text: string): Buffer => Buffer.concat([Buffer.from([(5 << 3) | 2, text.length]), Buffer.from(text)]);
  const span = Buffer.concat([
    Buffer.from([(1 << 3) | 2, 16]),
    traceIdBytes,
    Buffer.from([(2 << 3) | 2, 8]),
    spanIdBytes(2),
    name('first'),
    Buffer.from([((400 << 3) & 0x7f) | 0x80, (400 << 3) >> 7, 1]),
    name('last'),
    Buffer.from([5 << 3, 65]),
  ]);
  const wrap = (content: Buffer, id: number): Buffer =>
    Buffer.concat([Buffer.from([(id << 3) | 2, content.length]), content]);
  await post(http, Buffer.concat([body, wrap(wrap(wrap(span, 2), 2), 1)]));
  expect(await stored(store)).toEqual([
    expect.objectContaining({ SpanName: 'work' }),
    expect.objectContaining({ SpanName: 'last', ServiceName: '', ScopeName: '' }),
  ]);
});
