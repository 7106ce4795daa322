/** OTLP in JSON: numbers that JavaScript does not hold, values of another type, and names that OTLP does not have. */
import fc from 'fast-check';
import {
  JSON_TYPE,
  PROTOBUF,
  closeReceiving,
  decodeAs,
  encode,
  otlpSpan,
  post,
  receiving,
  receivingRows,
  requestOf,
  stored,
} from './receiving.js';

afterEach(closeReceiving);

const asJson = { 'content-type': JSON_TYPE };
const IDS = '"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0000000000000001"';
const TIMES = '"startTimeUnixNano":"1795000000000000000","endTimeUnixNano":"1795000000000000001"';
const bodyOf = (fields: string): string =>
  `{"resourceSpans":[{"scopeSpans":[{"spans":[{${IDS},${TIMES}${fields === '' ? '' : `,${fields}`}}]}]}]}`;
const withAttribute = (value: string): string => bodyOf(`"attributes":[{"key":"n","value":${value}}]`);

/** Sends bodies in one request each, and returns the attribute `n` of their spans. */
async function attributesOf(values: readonly string[]): Promise<(string | undefined)[]> {
  const { http, store } = await receiving();
  for (const [index, value] of values.entries()) {
    const id = (index + 1).toString(16).padStart(16, '0');
    const response = await post(http, withAttribute(value).replace('0000000000000001', id), asJson);
    expect([value, response.status, await response.text()]).toEqual([value, 200, '{}']);
  }
  return (await stored(store)).map(({ SpanAttributes }) => (SpanAttributes as Record<string, string>).n);
}

test('A whole number is stored with all its digits, as a number and as a string, also outside of 64 bits', async () => {
  const numbers: [sent: string, kept: string][] = [
    ['9007199254740991', '9007199254740991'],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['9223372036854775807', '9223372036854775807'],
    ['9223372036854775808', '9223372036854775808'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['-9223372036854775809', '-9223372036854775809'],
    ['18446744073709551616', '18446744073709551616'],
    ['99999999999999999999999999999999999999999', '99999999999999999999999999999999999999999'],
    ['1e3', '1000'],
    ['1.5e3', '1500'],
    ['15.0', '15'],
    ['9007199254740993.0', '9007199254740993'],
    ['1e21', '1000000000000000000000'],
    ['1e999999999', '1e999999999'],
    ['0e5', '0'],
    ['-0', '0'],
  ];
  const sent = numbers.flatMap(([number]) => [`{"intValue":${number}}`, `{"intValue":"${number}"}`]);
  expect(await attributesOf(sent)).toEqual(numbers.flatMap(([, kept]) => [kept, kept]));
});

test.each(['3', '3.0', '3e0', '3E0', '3e+0', '3e-0', '3e00', '0.3e1', '30e-1', '3.00e0', '300E-2', '0.0003e4'])(
  '%s is the whole number 3 in every field of one, as a number and as a string',
  async (number) => {
    const { http, store } = await receiving();
    for (const value of [number, `"${number}"`]) {
      const fields = `"kind":${value},"droppedLinksCount":${value},"links":[{${IDS},"flags":${value}}]`;
      const response = await post(http, bodyOf(fields).replace('"1795000000000000001"', value), asJson);
      expect([value, response.status, await response.text()]).toEqual([value, 200, '{}']);
    }
    const kept = await store.query(
      `SELECT DISTINCT SpanKind AS kind, DroppedLinksCount AS dropped, Links.Flags AS flags
FROM ${store.tables.traces}`,
    );
    expect(kept).toEqual([{ kind: 'Client', dropped: 3, flags: [3] }]);
  },
);

test.each(['3.5', '3e-1', '0.30', '1e-400', '"3x"', '" 3"', '"3e"', '"+3"', '""', 'true', '[3]', '{}'])(
  '%s is no whole number, and is refused',
  async (value) => {
    const { http } = await receivingRows();
    const response = await post(http, bodyOf(`"kind":${value}`), asJson);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('kind has to be')]);
  },
);

test('A number of floating point is stored as it is, or with its digits where it would be another', async () => {
  const numbers: [sent: string, kept: string][] = [
    ['0.1', '0.1'],
    ['"0.1"', '0.1'],
    ['1e21', '1e+21'],
    ['12345678901234567000', '12345678901234567000'],
    ['9007199254740993', '9007199254740993'],
    ['"9007199254740993"', '9007199254740993'],
    ['1e400', '1e400'],
    ['"-1e400"', '-1e400'],
    ['"NaN"', 'NaN'],
    ['"Infinity"', 'Infinity'],
    ['"-Infinity"', '-Infinity'],
    ['5e-324', '5e-324'],
    // whole numbers, however they are written
    ['9007199254740993.0', '9007199254740993.0'],
    ['9007199254740993e0', '9007199254740993e0'],
    ['"9.007199254740993E15"', '9.007199254740993E15'],
    ['-1.2345678901234567890e29', '-1.2345678901234567890e29'],
    ['1e23', '1e+23'],
    ['99999999999999991611392', '1e+23'],
    // another number than 0
    ['1e-400', '1e-400'],
    ['"-2e-324"', '-2e-324'],
    ['0e-400', '0'],
    ['-0.0', '0'],
  ];
  const kept = await attributesOf(numbers.map(([number]) => `{"doubleValue":${number}}`));
  expect(kept).toEqual(numbers.map(([, each]) => each));
});

test('Numbers in lists and maps keep their digits, too', async () => {
  const list = '{"arrayValue":{"values":[{"intValue":9007199254740993},{"intValue":18446744073709551616}]}}';
  const map = '{"kvlistValue":{"values":[{"key":"a","value":{"intValue":"-9223372036854775809"}}]}}';
  expect(await attributesOf([list, map])).toEqual([
    '[9007199254740993,"18446744073709551616"]',
    '{"a":"-9223372036854775809"}',
  ]);
});

test.each(['zz', 'z', 'f', ' '])('An id that ends in %j is not taken for what is before that', async (end) => {
  const { http, store } = await receiving();
  const ids = IDS.replaceAll(/[0-9a-f]{16,}/g, (id) => id + end);
  for (const [body, message] of [
    [bodyOf('').replace(IDS, ids), /^1 spans rejected: their trace id/],
    [bodyOf('').replace('0000000000000001', `0000000000000001${end}`), /^1 spans rejected: their span id/],
    [bodyOf(`"links":[{${ids}}]`), /^1 links dropped/],
  ] as const) {
    const answer = (await (await post(http, body, asJson)).json()) as { partialSuccess: { errorMessage: string } };
    expect(answer.partialSuccess.errorMessage).toMatch(message);
  }
  expect((await stored(store)).map((span) => span['Links.TraceId'])).toEqual([[]]);
});

test('Times are taken as numbers and as strings, to the nanosecond', async () => {
  const { http, store } = await receiving();
  const body = bodyOf('"events":[{"name":"e","timeUnixNano":1795000000123456789}]')
    .replace('"1795000000000000000"', '1795000000123456789')
    .replace('"1795000000000000001"', ' 1.795000000123456790e18 ');
  expect((await post(http, body, asJson)).status).toBe(200);
  expect(await stored(store)).toEqual([
    expect.objectContaining({
      Timestamp: '2026-11-18 11:06:40.123456789',
      Duration: 1,
      'Events.Timestamp': ['2026-11-18 11:06:40.123456789'],
    }),
  ]);
});

test.each([
  ['startTimeUnixNano', '18446744073709551616', '0 to 18446744073709551615'],
  ['startTimeUnixNano', '"18446744073709551621"', '0 to 18446744073709551615'],
  ['startTimeUnixNano', '-1', '0 to 18446744073709551615'],
  ['endTimeUnixNano', '1e21', '0 to 18446744073709551615'],
  ['endTimeUnixNano', '1795000000000000000.5', 'a whole number'],
  ['kind', '4294967298', '-2147483648 to 2147483647'],
  ['kind', '1e400', '-2147483648 to 2147483647'],
])('A %s of %s is refused, and not stored as another number', async (field, number, range) => {
  const { http, inserts } = await receivingRows();
  const body = bodyOf('').replace(`${IDS},${TIMES}`, `${IDS},"${field}":${number}`);
  const response = await post(http, body, asJson);
  expect([response.status, (await response.json()) as object]).toEqual([
    400,
    { code: 3, message: expect.stringMatching(new RegExp(`${field} has to be .*${range}.*, and is`)) },
  ]);
  expect(inserts).toEqual([]);
});

test.each([
  ['traceId', ['["0102030405060708090a0b0c0d0e0f10"]', '{}', '1', 'true']],
  ['traceState', ['["a=b"]', '{}', '1', 'true', '12345678901234567890']],
  ['name', ['["a"]', '{}', '1', 'true', '12345678901234567890', '1e5']],
  ['kind', ['[3]', '{}', 'true', '"SPAN_KIND_SERVER"', '""', '" 3"', '"0x3"', '3.5']],
  ['startTimeUnixNano', ['["1"]', '[1]', '{}', 'false', '""', '"1 "', '"+1"']],
  ['status', ['[]', '[{}]', '3', '"2"', '12345678901234567890']],
  ['attributes', ['{}', '"a"', '3', '12345678901234567890', '[3]', '[[]]', '["a"]', '[12345678901234567890]']],
  ['attributes', ['[{"key":["k"]}]', '[{"key":1}]', '[{"value":[3]}]', '[{"value":3}]']],
  ['attributes', ['[{"value":{"intValue":[3]}}]', '[{"value":{"intValue":true}}]', '[{"value":{"intValue":""}}]']],
  ['attributes', ['[{"value":{"doubleValue":[0.5]}}]', '[{"value":{"doubleValue":""}}]']],
  ['attributes', ['[{"value":{"doubleValue":"0x10"}}]', '[{"value":{"doubleValue":" 1"}}]']],
  [
    'attributes',
    ['[{"value":{"boolValue":["true"]}}]', '[{"value":{"boolValue":"true"}}]', '[{"value":{"boolValue":1}}]'],
  ],
  ['attributes', ['[{"value":{"bytesValue":["AA=="]}}]', '[{"value":{"arrayValue":[3]}}]']],
])('A value of another type in %s is refused: %j', async (field, values) => {
  const { http, inserts } = await receivingRows();
  for (const value of values) {
    const response = await post(http, bodyOf('').replace(`${IDS},${TIMES}`, `"${field}":${value}`), asJson);
    expect([value, response.status, (await response.json()) as object]).toEqual([
      value,
      400,
      { code: 3, message: expect.stringMatching(new RegExp(`spans\\[0\\]\\.${field}.* has to be .*, and is .+\\.$`)) },
    ]);
  }
  expect(inserts).toEqual([]);
});

test('Any whole number is stored with its digits, between strings that look like numbers', async () => {
  const { http, store } = await receiving();
  const numbers = fc.sample(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), 100);
  const attributes = numbers.map((number, index) => ({ key: `n${index} ": 12345678901234567890`, value: number }));
  const json = attributes.map(({ key, value }) => `{"key":${JSON.stringify(key)},"value":{"intValue": ${value} }}`);
  const name = '\\"name\\\\": [1e99, -12345678901234567890';
  const body = bodyOf(`"name":${JSON.stringify(name)},"attributes":[${json.join(' , ')}]`);
  expect((await post(http, body, asJson)).status).toBe(200);
  expect(await stored(store)).toEqual([
    expect.objectContaining({
      SpanName: name,
      SpanAttributes: Object.fromEntries(attributes.map(({ key, value }) => [key, String(value)])),
    }),
  ]);
});

test.each([
  ['a number of a million digits', `{"intValue":${'9'.repeat(1_000_000)}}`, /number of 1000000 digits/],
  ['a string of a million digits', `{"intValue":"${'9'.repeat(1_000_000)}"}`, /has to be a whole number/],
  [
    'a string without an end after a long number',
    `{"intValue":12345678901234567890,"x":"${'\\"'.repeat(1_000_000)}`,
    /no JSON/,
  ],
  ['a number as a name', '{"intValue":1},12345678901234567:{"a":1}', /no JSON/],
  ['two numbers in one', '{"intValue":12345678901234567-1}', /no JSON/],
  ['a number with a zero before it', '{"intValue":0123456789012345678}', /no JSON/],
  ['a number of two points', '{"intValue":12345678901234567.1.1}', /no JSON/],
])('%s is refused', async (_what, value, message) => {
  const { http } = await receivingRows();
  const response = await post(http, withAttribute(value), asJson);
  expect([response.status, await response.json()]).toEqual([400, { code: 3, message: expect.stringMatching(message) }]);
});

test('Bytes are read from base64 of both alphabets, and what is no base64 is kept as it is', async () => {
  const values: [sent: string, kept: string][] = [
    ['AQID', 'AQID'],
    ['AQI=', 'AQI='],
    ['AQI', 'AQI='],
    ['-_-_', '+/+/'],
    ['', ''],
    ['not base64!', 'not base64!'],
    ['AQIDB', 'AQIDB'],
    ['AQ=ID', 'AQ=ID'],
    ['=', '='],
  ];
  expect(await attributesOf(values.map(([sent]) => `{"bytesValue":${JSON.stringify(sent)}}`))).toEqual(
    values.map(([, kept]) => kept),
  );
});

test.each([
  ['not-hex', 1],
  ['00000002', 1],
  ['00000000000000020', 1],
  ['00000000000000000000000000000002', 1],
  ['0000000000000000', 0],
  ['', 0],
])('A span whose parent is "%s" is stored as a root, and it is told if that is no id', async (parent, told) => {
  const { http, store } = await receiving();
  const answer: unknown = await (await post(http, bodyOf(`"parentSpanId":"${parent}"`), asJson)).json();
  expect(answer).toEqual(
    told === 0 ? {} : { partialSuccess: { errorMessage: expect.stringMatching(/^1 parents dropped: .* not 8 bytes/) } },
  );
  expect((await stored(store)).map(({ ParentSpanId }) => ParentSpanId)).toEqual(['']);
});

describe('names', () => {
  const snakeCase = (text: string): string => text.replaceAll(/[a-z](?=[A-Z][a-zA-Z]*":)/g, (letter) => `${letter}_`);
  const messageOf = async (response: Response): Promise<unknown> => {
    const answer = (await response.json()) as { partialSuccess?: { rejectedSpans?: string; errorMessage: string } };
    return answer.partialSuccess;
  };

  test.each([
    ['in snake_case', snakeCase(bodyOf('')).toLowerCase(), /^no spans found: .*"resource_spans".*lowerCamelCase/],
    ['in snake_case further in', bodyOf('').replace('scopeSpans', 'scope_spans'), /^no spans found: .*"scope_spans"/],
    ['of metrics', '{"resourceMetrics":[{"scopeMetrics":[]}]}', /^no spans found: .*"resourceMetrics"$/],
    ['of logs', '{"resourceLogs":[{}]}', /^no spans found: .*"resourceLogs"$/],
    [
      'of OTLP before 0.16',
      bodyOf('').replace('scopeSpans', 'instrumentationLibrarySpans'),
      /"instrumentationLibrarySpans"$/,
    ],
    ['of Zipkin', '{"traceId":"1","id":"2","name":"n"}', /^no spans found: .*"traceId", "id", "name"$/],
    ['with capitals', '{"ResourceSpans":[]}', /"ResourceSpans"/],
    ['that are long, or not printable', `{"${'x'.repeat(100_000)}":1,"\\u001b[2J":1}`, /"x{60}", "\\u001b\[2J"$/],
    ['of an object itself', '{"__proto__":[],"constructor":1}', /"__proto__", "constructor"$/],
  ])(
    'A body with names %s is answered with what was ignored, since no span was found',
    async (_what, body, message) => {
      const { http, inserts, receivers } = await receivingRows();
      const response = await post(http, body, asJson);
      expect(response.status).toBe(200);
      expect(await messageOf(response)).toEqual({ errorMessage: expect.stringMatching(message) });
      expect(inserts).toEqual([]);
      expect(receivers.counts()).toMatchObject({ spans: 0, rejectedSpans: 0 });
    },
  );

  test.each([
    ['"parentSpanID":"0000000000000002"', '"parentSpanID"'],
    ['"Attributes":[],"parent-span-id":""', '"Attributes", "parent-span-id"'],
    ['"attributes":[{"key":"k","value":{"StringValue":"v"}}]', '"StringValue"'],
    ['"attributes":[{"Key":"k","value":{"arrayValue":{"Values":[]}}}]', '"Key", "Values"'],
    [
      '"links":[{"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708","TraceState":""}]',
      '"TraceState"',
    ],
    ['"events":[{"time_unix_nano":1}],"status":{"CODE":2}', '"time_unix_nano", "CODE"'],
  ])('Names in another spelling are told, and the span is stored: %s', async (fields, names) => {
    const { http, receivers } = await receivingRows();
    expect(await messageOf(await post(http, bodyOf(fields), asJson))).toEqual({
      errorMessage: `unknown names ignored: ${names} (OTLP in JSON writes its names in lowerCamelCase)`,
    });
    expect(receivers.counts().spans).toBe(1);
  });

  test('Names in snake_case inside of a span are told, and the span is stored', async () => {
    const { http, receivers } = await receivingRows();
    const response = await post(http, bodyOf('"parent_span_id":"0000000000000002","dropped_thing":1'), asJson);
    expect(await messageOf(response)).toEqual({
      errorMessage: 'unknown names ignored: "parent_span_id" (OTLP in JSON writes its names in lowerCamelCase)',
    });
    expect(receivers.counts().spans).toBe(1);
    const rejected = await post(http, bodyOf('').replace('traceId', 'trace_id'), asJson);
    expect(await messageOf(rejected)).toEqual({
      rejectedSpans: '1',
      errorMessage: expect.stringMatching(/trace id is not 16 bytes.*; unknown names ignored: "trace_id"/),
    });
  });

  test.each([
    '{}',
    '{"resourceSpans":[]}',
    '{"resourceSpans":null}',
    '{"resourceSpans":[{}]}',
    '{"resourceSpans":[{"resource":{"attributes":[],"droppedAttributesCount":0},"scopeSpans":[],"schemaUrl":"s"}]}',
    '{"resourceSpans":[{"scopeSpans":[{"scope":{"name":"s"},"spans":[],"schemaUrl":"s"}]}]}',
    bodyOf('"flags":1,"droppedLinksCount":3,"nameOfALaterVersion":{"a":[1]}'),
    bodyOf('"attributes":[{"key":"snake_case","value":{"stringValue":"v"}}]'),
  ])('Nothing is told about %s', async (body) => {
    const { http } = await receivingRows();
    const response = await post(http, body, asJson);
    expect([response.status, await response.json()]).toEqual([200, {}]);
  });

  test('A message that is none of spans is told in protobuf, too, and an empty one is not', async () => {
    const { http } = await receivingRows();
    const answer = async (body: Buffer): Promise<object> =>
      decodeAs('ExportTraceServiceResponse', Buffer.from(await (await post(http, body)).arrayBuffer()));
    // field 9, a varint
    expect(await answer(Buffer.from([(9 << 3) | 0, 1]))).toEqual({
      partialSuccess: { errorMessage: expect.stringMatching(/^no spans found: .*"field 9"$/) },
    });
    expect(await answer(Buffer.alloc(0))).toEqual({});
    expect(await answer(encode({ resourceSpans: [{}] }))).toEqual({});
    expect(await answer(Buffer.concat([Buffer.from([(9 << 3) | 0, 1]), encode(requestOf(otlpSpan(1)))]))).toEqual({});
    expect((await post(http, '{}', { 'content-type': PROTOBUF })).status).toBe(400);
  });
});
