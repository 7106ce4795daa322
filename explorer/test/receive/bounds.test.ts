/** The limits of requests, whatever their contents. */
import { connect } from 'node:net';
import { once } from 'node:events';
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

const MIB = 1024 * 1024;
const gzip = { 'content-type': PROTOBUF, 'content-encoding': 'gzip' };

/** A protobuf field of bytes. */
const field = (number: number, content: Buffer): Buffer => {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    length.push((rest & 127) | (rest > 127 ? 128 : 0));
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), content]);
};

test('A compressed body of gigabytes is refused once the limit is reached', async () => {
  const { http } = await receivingRows();
  const before = process.memoryUsage().rss;
  const response = await post(http, gzipSync(Buffer.alloc(1024 * MIB)), gzip);
  expect(response.status).toBe(413);
  expect(decodeAs('RpcStatus', Buffer.from(await response.arrayBuffer()))).toMatchObject({
    code: 8,
    message: expect.stringContaining('larger than 20971520 bytes, unpacked'),
  });
  // compressing it took this process a gigabyte; decompressing must not take another
  expect(process.memoryUsage().rss - before).toBeLessThan(1.4 * 1024 * MIB);
});

test('A body over the limit is refused, with a Content-Length and without one', async () => {
  const { http } = await receivingRows({ limits: { body: 1000 } });
  expect((await post(http, Buffer.alloc(1001))).status).toBe(413);
  const chunks = new ReadableStream({
    start(controller) {
      for (let index = 0; index < 3; index += 1) controller.enqueue(Buffer.alloc(500));
      controller.close();
    },
  });
  const response = await fetch(`${http}/v1/traces`, {
    method: 'POST',
    body: chunks,
    headers: { 'content-type': PROTOBUF },
    duplex: 'half',
  } as RequestInit);
  expect(response.status).toBe(413);
});

test('A body of more than a million empty messages is refused before they are decoded', async () => {
  const { http } = await receivingRows();
  const span = field(
    2,
    Buffer.concat([
      field(1, traceIdBytes),
      field(2, spanIdBytes(1)),
      ...Array.from({ length: 1_000_001 }, () => Buffer.from([(13 << 3) | 2, 0])),
    ]),
  );
  const response = await post(http, field(1, field(2, span)));
  expect(response.status).toBe(413);
  expect(decodeAs('RpcStatus', Buffer.from(await response.arrayBuffer())).message).toMatch(
    /more than 1000000 messages/,
  );
  const values = field(
    2,
    field(5, Buffer.concat(Array.from({ length: 1_000_001 }, () => Buffer.from([(1 << 3) | 2, 0])))),
  );
  const nested = field(2, Buffer.concat([field(1, traceIdBytes), field(2, spanIdBytes(1)), field(9, values)]));
  expect((await post(http, field(1, field(2, nested)))).status).toBe(413);
  const json = await post(http, `{"resourceSpans":[${'{},'.repeat(1_000_001)}{}]}`, { 'content-type': JSON_TYPE });
  expect(json.status).toBe(413);
});

test('The values in an attribute count as messages, at any depth', async () => {
  const { http } = await receivingRows({ limits: { messages: 20 } });
  const listOf = (count: number): object => ({
    arrayValue: { values: Array.from({ length: count }, () => ({ arrayValue: { values: [{ boolValue: true }] } })) },
  });
  const send = async (count: number): Promise<number> =>
    (await post(http, encode(requestOf(otlpSpan(1, { attributes: [{ key: 'list', value: listOf(count) }] }))))).status;
  expect([await send(1), await send(20)]).toEqual([200, 413]);
});

test('A resource with large attributes and many spans is refused, as rows repeat the attributes', async () => {
  const { http } = await receivingRows();
  const attributes = Array.from({ length: 100 }, (_, index) => ({
    key: `a${index}`,
    value: { stringValue: 'x'.repeat(10_000) },
  }));
  const spans = Array.from({ length: 1000 }, (_, index) => otlpSpan(index + 1));
  const response = await post(http, encode({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] }));
  expect(response.status).toBe(413);
  expect(decodeAs('RpcStatus', Buffer.from(await response.arrayBuffer())).message).toMatch(
    /attributes of their resource each/,
  );
});

test('A span with 100,000 links is stored with all of them', async () => {
  const { http, store } = await receiving();
  const links = Array.from({ length: 100_000 }, (_, index) => ({
    traceId: traceIdBytes,
    spanId: spanIdBytes(index + 1),
  }));
  expect((await post(http, encode(requestOf(otlpSpan(1, { links }))))).status).toBe(200);
  expect(await store.query(`SELECT count() AS links FROM ${store.tables.index} FINAL WHERE Entry = 'effect'`)).toEqual([
    { links: 100_000 },
  ]);
});

test('A text of a megabyte is cut and marked, between characters, and the client is told', async () => {
  const { http, store, receivers } = await receiving();
  const response = await post(
    http,
    encode(
      requestOf(
        otlpSpan(1, {
          name: 'n'.repeat(MIB),
          attributes: [{ key: 'large', value: { stringValue: '😀'.repeat(MIB) } }],
        }),
      ),
    ),
  );
  expect(response.status).toBe(200);
  expect(decodeAs('ExportTraceServiceResponse', Buffer.from(await response.arrayBuffer()))).toEqual({
    partialSuccess: { errorMessage: '2 texts cut: a name or the value of an attribute was too long' },
  });
  const [row] = await stored(store);
  expect([row?.SpanName, row?.SpanAttributes]).toEqual([
    `${'n'.repeat(65_535)}…`,
    { large: `${'😀'.repeat(32_767)}…` },
  ]);
  expect(receivers.counts().cutTexts).toBe(2);
});

test('A value nested a thousand levels deep is refused, in protobuf and in JSON', async () => {
  const { http } = await receivingRows();
  let value = field(1, Buffer.from('x'));
  for (let level = 0; level < 1000; level += 1) value = field(5, field(1, value));
  const span = Buffer.concat([
    field(1, traceIdBytes),
    field(2, spanIdBytes(1)),
    field(9, Buffer.concat([field(1, Buffer.from('deep')), field(2, value)])),
  ]);
  const response = await post(http, field(1, field(2, field(2, span))));
  expect(response.status).toBe(400);
  const nested = `${'{"arrayValue":{"values":['.repeat(1000)}${']}}'.repeat(1000)}`;
  const json = `{"resourceSpans":[{"resource":{"attributes":[{"key":"k","value":${nested}}]}}]}`;
  const refused = await post(http, json, { 'content-type': JSON_TYPE });
  expect([refused.status, await refused.json()]).toEqual([
    400,
    { code: 3, message: expect.stringContaining('nests deeper than 100 levels') },
  ]);
});

test('While requests hold all bytes of the budget, others are told to retry, and then succeed', async () => {
  let release = (): void => {};
  const stalled = new Promise<void>((resolve) => (release = resolve));
  let started = (): void => {};
  const waits = new Promise<void>((resolve) => (started = resolve));
  const append = (): Promise<void> => {
    started();
    return stalled;
  };
  const { http } = await receivingRows({ append, limits: { inFlight: 1500 } });
  const body = encode(requestOf(otlpSpan(1)));
  const first = post(http, body);
  await waits;
  const refused = await post(http, body);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect(decodeAs('RpcStatus', Buffer.from(await refused.arrayBuffer()))).toMatchObject({
    code: 8,
    details: [{ typeUrl: 'type.googleapis.com/google.rpc.RetryInfo' }],
  });
  release();
  expect((await first).status).toBe(200);
  expect((await post(http, body)).status).toBe(200);
});

test('If the engine fails, the answer is 503, and the same request succeeds once the engine works again', async () => {
  let isBroken = true;
  const append = (): Promise<void> => (isBroken ? Promise.reject(new Error('disk is full')) : Promise.resolve());
  const { http } = await receivingRows({ append });
  const body = encode(requestOf(otlpSpan(1)));
  const refused = await post(http, body);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect(decodeAs('RpcStatus', Buffer.from(await refused.arrayBuffer()))).toMatchObject({
    code: 14,
    message: 'The spans could not be stored: disk is full',
  });
  isBroken = false;
  expect((await post(http, body)).status).toBe(200);
});

test('A client that disconnects in the middle of a body releases its bytes', async () => {
  const { http, receivers } = await receivingRows({ limits: { inFlight: 4000 } });
  const { port } = new URL(http);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${PROTOBUF}\r\nContent-Length: 3000\r\n\r\n` +
        'x'.repeat(2000),
    );
    socket.destroy();
    await once(socket, 'close');
  }
  let status = 0;
  // the server learns of it a little later than this process
  while (status !== 200) status = (await post(http, encode(requestOf(otlpSpan(1))))).status;
  expect(receivers.counts().spans).toBe(1);
});

test('A request with spans of more than 100 days is refused, and no other request with it', async () => {
  const { http, store } = await receiving();
  const day = 86_400_000_000_000n;
  const spans = Array.from({ length: 150 }, (_, index) =>
    otlpSpan(index + 1, { startTimeUnixNano: String(1_700_000_000_000_000_000n + BigInt(index) * day) }),
  );
  const [many, one] = await Promise.all([
    post(http, encode(requestOf(...spans))),
    post(http, encode(requestOf(otlpSpan(999)))),
  ]);
  expect([many.status, one.status]).toEqual([400, 200]);
  expect(decodeAs('RpcStatus', Buffer.from(await many.arrayBuffer())).message).toMatch(/more than 100 days/);
  expect(await stored(store)).toEqual([expect.objectContaining({ SpanId: '00000000000003e7' })]);
});
