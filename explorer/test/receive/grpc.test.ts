/** OTLP over gRPC, with a client of grpc-js. */
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { Client, Metadata, compressionAlgorithms, credentials, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import {
  closeReceiving,
  decodeAs,
  encode,
  otlpSpan,
  receiving,
  receivingRows,
  requestOf,
  stored,
} from './receiving.js';

const clients: Client[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await closeReceiving();
});

const PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

function connect(
  address: string,
  options: Record<string, number> = {},
): (body: Buffer, metadata?: Metadata, path?: string) => Promise<Record<string, unknown>> {
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
    // a connection of its own
    'grpc.use_local_subchannel_pool': 1,
    ...options,
  });
  clients.push(client);
  const same = (bytes: Buffer): Buffer => bytes;
  return (body, metadata = new Metadata(), path = PATH) =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, same, same, body, metadata, (error, answer) => {
        if (error) reject(error);
        else resolve(decodeAs('ExportTraceServiceResponse', answer ?? Buffer.alloc(0)));
      });
    });
}

const failed = (call: Promise<unknown>): Promise<ServiceError> =>
  call.then(
    () => {
      throw new Error('was taken');
    },
    (error: ServiceError) => error,
  );

const detailsOf = (error: ServiceError): Record<string, unknown> =>
  decodeAs('RpcStatus', error.metadata.get('grpc-status-details-bin')[0] as Buffer);

test('Spans are stored, compressed or not', async () => {
  const { store, grpc } = await receiving();
  expect(await connect(grpc)(encode(requestOf(otlpSpan(1))))).toEqual({});
  expect(
    await connect(grpc, { 'grpc.default_compression_algorithm': compressionAlgorithms.gzip })(
      encode(requestOf(otlpSpan(2))),
    ),
  ).toEqual({});
  expect((await stored(store)).map((row) => row.SpanId)).toEqual(['0000000000000001', '0000000000000002']);
});

test('Invalid spans are rejected with a partial success', async () => {
  const { grpc } = await receivingRows();
  const answer = await connect(grpc)(encode(requestOf(otlpSpan(1), otlpSpan(2, { spanId: Buffer.alloc(8) }))));
  expect(answer).toEqual({ partialSuccess: { rejectedSpans: 1, errorMessage: expect.stringContaining('span id') } });
});

test('A malformed body is answered with INVALID_ARGUMENT, and without a RetryInfo', async () => {
  const { grpc } = await receivingRows();
  const error = await failed(connect(grpc)(Buffer.from([0xff, 0xff])));
  expect([error.code, error.details]).toEqual([
    status.INVALID_ARGUMENT,
    expect.stringContaining('no ExportTraceServiceRequest'),
  ]);
  expect(detailsOf(error)).toEqual({ code: 3, message: error.details });
});

test('A message over the limit is answered with RESOURCE_EXHAUSTED, and without a RetryInfo', async () => {
  const { grpc } = await receivingRows({ limits: { grpcMessage: 1000 } });
  const error = await failed(connect(grpc)(Buffer.alloc(2000)));
  expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
  expect(detailsOf(error)).toEqual({ code: 8, message: expect.stringContaining('larger than 1000 bytes') });
  const compressed = await failed(
    connect(grpc, { 'grpc.default_compression_algorithm': compressionAlgorithms.gzip })(Buffer.alloc(10_000_000)),
  );
  expect(compressed.code).toBe(status.RESOURCE_EXHAUSTED);
});

test('A call that finds the byte budget used up is answered with RESOURCE_EXHAUSTED and a RetryInfo', async () => {
  const { grpc } = await receivingRows({ limits: { inFlight: 10 } });
  const error = await failed(connect(grpc)(encode(requestOf(otlpSpan(1)))));
  expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
  const [info] = detailsOf(error).details as { typeUrl: string; value: Buffer }[];
  expect(info?.typeUrl).toBe('type.googleapis.com/google.rpc.RetryInfo');
  expect(decodeAs('RetryInfo', info?.value ?? Buffer.alloc(0))).toEqual({ retryDelay: { seconds: 1 } });
});

test('If the engine fails, a call is answered with UNAVAILABLE and a RetryInfo', async () => {
  const { grpc } = await receivingRows({ append: () => Promise.reject(new Error('disk is full')) });
  const error = await failed(connect(grpc)(encode(requestOf(otlpSpan(1)))));
  expect([error.code, error.details]).toEqual([status.UNAVAILABLE, 'The spans could not be stored: disk is full']);
  expect(detailsOf(error).details).toHaveLength(1);
});

test('Calls over the limit are refused before their messages are read, until others have ended', async () => {
  let release = (): void => {};
  const stalled = new Promise<void>((resolve) => (release = resolve));
  let started = (): void => {};
  const first = new Promise<void>((resolve) => (started = resolve));
  const append = (): Promise<void> => {
    started();
    return stalled;
  };
  const { grpc } = await receivingRows({ append, limits: { grpcCalls: 1 } });
  const body = encode(requestOf(otlpSpan(1)));
  const waiting = connect(grpc)(body);
  await first;
  const other = connect(grpc);
  const error = await failed(other(body));
  expect([error.code, error.details]).toEqual([
    status.RESOURCE_EXHAUSTED,
    'The explorer takes 1 calls at once. Send this again.',
  ]);
  expect(detailsOf(error).details).toHaveLength(1);
  release();
  expect(await waiting).toEqual({});
  expect(await other(body)).toEqual({});
});

test('A client that leaves in the middle of a message makes room for others', async () => {
  const { grpc, receivers } = await receivingRows({ limits: { grpcCalls: 1 } });
  for (const leave of ['cancels', 'disconnects']) {
    const session = connectHttp2(`http://${grpc}`);
    await once(session, 'connect');
    const stream = session.request({
      ':method': 'POST',
      ':path': PATH,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    // a message of 1,000 bytes, of which 3 arrive
    stream.write(Buffer.from([0, 0, 0, 0x03, 0xe8, 1, 2, 3]));
    stream.on('error', () => {});
    // as long as it is there, no other call is admitted
    const call = connect(grpc);
    const body = encode(requestOf(otlpSpan(1)));
    const { failedRequests } = receivers.counts();
    while (receivers.counts().failedRequests === failedRequests) await call(body).catch(() => {});
    if (leave === 'cancels') stream.close(8);
    else session.destroy();
    let answer: unknown;
    while (answer === undefined) answer = await call(body).catch(() => undefined);
    expect(answer).toEqual({});
    session.destroy();
  }
});

test('A client whose message does not arrive in time is refused, and makes room for others', async () => {
  const { grpc } = await receivingRows({ limits: { grpcCalls: 1, requestTimeout: 100 } });
  const session = connectHttp2(`http://${grpc}`);
  await once(session, 'connect');
  const stream = session.request({
    ':method': 'POST',
    ':path': PATH,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.write(Buffer.from([0, 0, 0, 0x03, 0xe8, 1, 2, 3]));
  const [headers] = (await once(stream, 'response')) as [Record<string, string>];
  expect([headers['grpc-status'], decodeURIComponent(headers['grpc-message'] ?? '')]).toEqual([
    String(status.UNAVAILABLE),
    'The message was not there after 0.1 seconds. Send it again.',
  ]);
  expect(await connect(grpc)(encode(requestOf(otlpSpan(1))))).toEqual({});
  session.destroy();
});

test('Only clients with the token may send', async () => {
  const { grpc } = await receivingRows({ token: 'secret' });
  const call = connect(grpc);
  const body = encode(requestOf(otlpSpan(1)));
  expect((await failed(call(body))).code).toBe(status.UNAUTHENTICATED);
  const metadata = new Metadata();
  metadata.set('authorization', 'Bearer secret');
  expect(await call(body, metadata)).toEqual({});
});

test.each([
  ['without the token', {}, new Metadata(), undefined, status.UNAUTHENTICATED],
  ['over the limit', {}, withToken(), undefined, status.RESOURCE_EXHAUSTED],
  [
    'that find the budget used up',
    { inFlight: 1024 * 1024, grpcMessage: 2 ** 26 },
    withToken(),
    undefined,
    status.RESOURCE_EXHAUSTED,
  ],
  ['that are no spans', { grpcMessage: 2 ** 26 }, withToken(), undefined, status.INVALID_ARGUMENT],
  ['of another service', {}, withToken(), '/a.B/C', status.UNIMPLEMENTED],
])('Clients that send messages of 5 to 30 MB %s read the answer', async (_what, limits, metadata, path, code) => {
  const { grpc } = await receivingRows({ token: 'secret', limits });
  const sizes = [5, 10, 15, 30];
  const errors = await Promise.all(
    sizes.map((megabytes) => failed(connect(grpc)(Buffer.alloc(megabytes * 1_000_000, 255), metadata, path))),
  );
  expect(errors.map((error) => error.code)).toEqual(sizes.map(() => code));
  for (const { details } of errors) expect(details).toMatch(/\.$/);
});

function withToken(): Metadata {
  const metadata = new Metadata();
  metadata.set('authorization', 'Bearer secret');
  return metadata;
}

test('Logs are answered with UNIMPLEMENTED', async () => {
  const { grpc } = await receivingRows();
  const error = await failed(
    connect(grpc)(Buffer.alloc(0), new Metadata(), '/opentelemetry.proto.collector.logs.v1.LogsService/Export'),
  );
  expect(error.code).toBe(status.UNIMPLEMENTED);
});
