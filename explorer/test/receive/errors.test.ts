/** The responses to failed requests over HTTP. */
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
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
  spanIdBytes,
  stored,
  traceIdBytes,
} from './receiving.js';

afterEach(closeReceiving);

const statusOf = async (response: Response): Promise<Record<string, unknown>> => {
  const body = Buffer.from(await response.arrayBuffer());
  return response.headers.get('content-type') === PROTOBUF
    ? decodeAs('RpcStatus', body)
    : (JSON.parse(body.toString()) as Record<string, unknown>);
};

const spanWith = (fields: string): string => `{"resourceSpans":[{"scopeSpans":[{"spans":[{${fields}}]}]}]}`;

test.each([
  [
    'A body that is no protobuf',
    400,
    PROTOBUF,
    Buffer.from([0xff, 0xff, 0xff]),
    {},
    /no ExportTraceServiceRequest of OTLP in protobuf/,
  ],
  [
    'A truncated message',
    400,
    PROTOBUF,
    encode(requestOf(otlpSpan(1))).subarray(0, 30),
    {},
    /no ExportTraceServiceRequest/,
  ],
  ['A body that is no JSON', 400, JSON_TYPE, '{', {}, /The body is no JSON/],
  ['JSON that is no object', 400, JSON_TYPE, '[]', {}, /the body has to be an object, and is a list/],
  [
    'An object instead of a list',
    400,
    JSON_TYPE,
    '{"resourceSpans":{}}',
    {},
    /resourceSpans has to be a list, and is an object/,
  ],
  [
    'A name that is a number',
    400,
    JSON_TYPE,
    spanWith('"name":5'),
    {},
    /resourceSpans\[0\]\.scopeSpans\[0\]\.spans\[0\]\.name has to be a string, and is number 5/,
  ],
  [
    'A time that is no number',
    400,
    JSON_TYPE,
    spanWith('"startTimeUnixNano":"now"'),
    {},
    /startTimeUnixNano has to be a whole number, or a string of its digits/,
  ],
  [
    'A kind by its name, which OTLP/JSON does not allow',
    400,
    JSON_TYPE,
    spanWith('"kind":"SPAN_KIND_SERVER"'),
    {},
    /kind has to be a whole number/,
  ],
  [
    'A body that is not compressed as its header says',
    400,
    PROTOBUF,
    Buffer.from('plain'),
    { 'content-encoding': 'gzip' },
    /could not be unpacked/,
  ],
  [
    'A truncated compressed body',
    400,
    PROTOBUF,
    gzipSync(encode(requestOf(otlpSpan(1)))).subarray(0, 40),
    { 'content-encoding': 'gzip' },
    /could not be unpacked/,
  ],
  [
    'An unsupported Content-Type',
    415,
    'text/plain',
    'spans',
    {},
    /application\/x-protobuf or application\/json, and this request has text\/plain/,
  ],
  [
    'An unsupported Content-Encoding',
    415,
    PROTOBUF,
    Buffer.from('x'),
    { 'content-encoding': 'zstd' },
    /unpacks gzip or deflate, of a body that is packed once, and this has the Content-Encoding zstd/,
  ],
  [
    'A body that is packed twice',
    415,
    PROTOBUF,
    Buffer.from('x'),
    { 'content-encoding': 'gzip, deflate, identity' },
    /packed once, and this has the Content-Encoding gzip, deflate\./,
  ],
] as const)(
  '%s is answered with a google.rpc.Status that tells what is wrong',
  async (_what, status, type, body, headers, message) => {
    const { http, inserts, receivers } = await receivingRows();
    const response = await post(http, body, { 'content-type': type, ...headers });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe(type === PROTOBUF ? PROTOBUF : JSON_TYPE);
    expect(response.headers.get('retry-after')).toBeNull();
    expect(response.headers.get('content-length')).toMatch(/^\d+$/);
    expect(await statusOf(response)).toMatchObject({ code: 3, message: expect.stringMatching(message) });
    expect(receivers.counts()).toMatchObject({ requests: 0, failedRequests: 1 });
    expect(inserts).toEqual([]);
  },
);

test.each([
  ['/v1/logs', 'POST', 404, /spans, at \/v1\/traces, and metrics, at \/v1\/metrics\. Set OTEL_LOGS_EXPORTER=none/],
  ['/', 'POST', 404, /spans at \/v1\/traces/],
  ['/v1/traces', 'GET', 405, /with POST/],
  ['/v1/metrics', 'GET', 405, /with POST/],
])('%s with %s is answered with %i and advice', async (path, method, status, text) => {
  const { http } = await receivingRows();
  const response = await fetch(`${http}${path}`, {
    method,
    ...(method === 'POST' && { body: '{}', headers: { 'content-type': JSON_TYPE } }),
  });
  expect(response.status).toBe(status);
  expect(await response.text()).toMatch(text);
});

test('Invalid spans are rejected with a partial success, and the others are stored', async () => {
  const { http, store, receivers } = await receiving();
  const request = requestOf(
    otlpSpan(1),
    otlpSpan(2, { traceId: Buffer.alloc(16) }),
    otlpSpan(3, { traceId: Buffer.alloc(5, 1) }),
    otlpSpan(4, { spanId: Buffer.alloc(0) }),
    otlpSpan(5, { startTimeUnixNano: '18446744073709551615' }),
    otlpSpan(6, {
      links: [
        { traceId: traceIdBytes, spanId: Buffer.alloc(8) },
        { traceId: traceIdBytes, spanId: spanIdBytes(1) },
      ],
    }),
  );
  const response = await post(http, encode(request));
  expect(response.status).toBe(200);
  const { partialSuccess } = decodeAs('ExportTraceServiceResponse', Buffer.from(await response.arrayBuffer()));
  expect(partialSuccess).toEqual({
    rejectedSpans: 4,
    errorMessage:
      '2 spans rejected: their trace id is not 16 bytes, or all zero; ' +
      '1 spans rejected: their span id is not 8 bytes, or all zero; ' +
      '1 spans rejected: their start is not between 1970 and 2106; 1 links dropped: their trace or span id is invalid',
  });
  expect(await stored(store)).toEqual([
    expect.objectContaining({ SpanId: '0000000000000001' }),
    expect.objectContaining({ SpanId: '0000000000000006', 'Links.SpanId': ['0000000000000001'] }),
  ]);
  expect(receivers.counts()).toEqual({
    requests: 1,
    spans: 2,
    rejectedSpans: 4,
    droppedLinks: 1,
    cutTexts: 0,
    failedRequests: 0,
  });
});

test('Spans that the retention is about to delete are told, and those that it keeps are not', async () => {
  const { http } = await receivingRows({ retention: 30 });
  const startedBefore = (days: number): object => ({
    startTimeUnixNano: `${BigInt(Date.now()) * 1_000_000n - BigInt(days) * 86_400_000_000_000n}`,
  });
  const send = async (...days: number[]): Promise<unknown> => {
    const spans = days.map((each, index) => otlpSpan(index + 1, startedBefore(each)));
    const response = await post(http, encode(requestOf(...spans)));
    return decodeAs('ExportTraceServiceResponse', Buffer.from(await response.arrayBuffer())).partialSuccess;
  };
  // the clocks of the future count from their receipt
  expect(await send(0, 29, -400)).toBeUndefined();
  expect(await send(29, 31, 400, 20_000)).toEqual({
    errorMessage: '3 spans about to be deleted: they started longer ago than --retention keeps spans',
  });
});

test('In JSON, the number of rejected spans is a string, and an id that is not hex is invalid', async () => {
  const { http } = await receivingRows();
  const response = await post(http, spanWith('"traceId":"not hex","spanId":"0000000000000001"'), {
    'content-type': JSON_TYPE,
  });
  expect(await response.json()).toEqual({
    partialSuccess: { rejectedSpans: '1', errorMessage: expect.stringContaining('trace id') },
  });
});

test('A body that is refused while it is unpacked holds nothing of the budget afterwards', async () => {
  const { http } = await receivingRows({ limits: { inFlight: 40_000 } });
  const cut = gzipSync(randomBytes(20_000)).subarray(0, 19_000);
  for (let round = 0; round < 5; round += 1)
    expect((await post(http, cut, { 'content-type': PROTOBUF, 'content-encoding': 'gzip' })).status).toBe(400);
  expect((await post(http, encode(requestOf(otlpSpan(1))))).status).toBe(200);
});

test('Only clients with the token may send', async () => {
  const { http } = await receivingRows({ token: 'secret' });
  const body = encode(requestOf(otlpSpan(1)));
  const refused = await post(http, body);
  expect([refused.status, (await statusOf(refused)).message]).toEqual([
    401,
    expect.stringContaining('OTEL_EXPORTER_OTLP_HEADERS'),
  ]);
  expect((await post(http, body, { 'content-type': PROTOBUF, authorization: 'Bearer wrong' })).status).toBe(401);
  expect((await post(http, body, { 'content-type': PROTOBUF, authorization: 'Bearer secret' })).status).toBe(200);
});

test('A port in use is an error that names it', async () => {
  const { http, grpc } = await receivingRows();
  const port = Number(new URL(http).port);
  await expect(receivingRows({ httpPort: port, grpcPort: false })).rejects.toThrow(
    `Another program listens on 127.0.0.1:${port}`,
  );
  const taken = Number(grpc.split(':')[1]);
  await expect(receivingRows({ grpcPort: taken })).rejects.toThrow(`Another program listens on 127.0.0.1:${taken}`);
});
