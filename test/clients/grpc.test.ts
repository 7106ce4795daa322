/** gRPC: `Metadata` of @grpc/grpc-js, and the calls that carry one. */
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { linksFrom, type LinkSource } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { A, B, linkOf, linkTargets } from '../fixtures/spans';
import { testHeaders } from '../lib/sources/messages/message-suite';

// with the SDK's propagator registered, which takes the first of several
const recorder = recordSpans();
afterAll(() => recorder.stop());

const read = (source: unknown): [string, string | undefined][] =>
  linksFrom(source as LinkSource).map((link) => [
    linkTargets([link])[0] as string,
    link.context.traceState?.serialize(),
  ]);

function metadata(...pairs: [string, string | Buffer][]): grpc.Metadata {
  const all = new grpc.Metadata();
  for (const [name, value] of pairs) all.add(name, value);
  return all;
}

describe('metadata', () => {
  testHeaders((headers) => {
    const all = new grpc.Metadata();
    for (const [name, value] of Object.entries(headers)) {
      // metadata refuses what is no text
      if (typeof value === 'string' && value.length < 10_000) all.set(name, value);
    }
    return all;
  }, 'text');

  test('is a source, which a compiler accepts', () => {
    expect(linkTargets(linksFrom(metadata(['traceparent', A])))).toEqual([linkOf(A)]);
  });

  test('has the trace state of all its lines', () => {
    expect(read(metadata(['traceparent', A], ['tracestate', 'v=1'], ['tracestate', 'w=2']))).toEqual([
      [linkOf(A), 'v=1,w=2'],
    ]);
  });

  test('with two traceparents has none, as the request that it comes in', () => {
    expect(read(metadata(['traceparent', A], ['traceparent', B]))).toEqual([]);
  });

  test('beside bytes of other names is read', () => {
    expect(read(metadata(['grpc-trace-bin', Buffer.alloc(29)], ['traceparent', A]))).toEqual([[linkOf(A), undefined]]);
  });

  test('of B3 and Datadog is read as any headers', () => {
    expect(read(metadata(['x-datadog-trace-id', '7'], ['x-datadog-parent-id', '9']))).toEqual([
      [`${'7'.padStart(32, '0')}-${'9'.padStart(16, '0')}`, undefined],
    ]);
  });

  test('that is read leaves it as it was', () => {
    const all = metadata(['traceparent', A], ['other', 'x'], ['other', 'y']);
    const before = JSON.stringify(all);
    read(all);
    expect(JSON.stringify(all)).toBe(before);
  });

  test('of anything that only looks like it gives no link', () => {
    expect(read({ metadata: { traceparent: A } })).toEqual([]);
    expect(read({ metadata: { get: () => [A], getMap: 7 } })).toEqual([]);
    expect(read([{ metadata: { get: () => A, getMap: () => null } }, B])).toEqual([[linkOf(B), undefined]]);
    expect(
      read([
        {
          getMap() {
            throw new Error('closed');
          },
          get: () => [],
        },
        B,
      ]),
    ).toEqual([[linkOf(B), undefined]]);
  });
});

describe('a call', () => {
  const path = join(__dirname, 'orders.proto');
  const found: Record<string, unknown> = {};
  let server: grpc.Server;
  let client: grpc.Client & Record<string, (...args: unknown[]) => never>;

  beforeAll(async () => {
    const { orders } = grpc.loadPackageDefinition(loadSync(path, { includeDirs: [], keepCase: true })) as unknown as {
      orders: { Orders: grpc.ServiceClientConstructor };
    };
    server = new grpc.Server();
    server.addService(orders.Orders.service, {
      place(call: grpc.ServerUnaryCall<object, object>, answer: grpc.sendUnaryData<object>) {
        found.unary = read(call);
        answer(null, { id: 7 });
      },
      watch(call: grpc.ServerWritableStream<object, object>) {
        found.stream = read(call);
        call.end();
      },
    });
    const port = await new Promise<number>((bound, fail) =>
      server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, given) =>
        error ? fail(error) : bound(given),
      ),
    );
    client = new orders.Orders(`127.0.0.1:${port}`, grpc.credentials.createInsecure()) as unknown as typeof client;
  });
  afterAll(() => {
    client.close();
    server.forceShutdown();
  });

  test('of one answer, on the server, is read by its metadata', async () => {
    await new Promise<void>((done, fail) => {
      client.place?.({ id: 7 }, metadata(['traceparent', A], ['tracestate', 'v=1']), (error: unknown) =>
        error ? fail(error as Error) : done(),
      );
    });
    expect(found.unary).toEqual([[linkOf(A), 'v=1']]);
  });

  test('of a stream is read by its metadata', async () => {
    const stream = client.watch?.({ id: 7 }, metadata(['traceparent', B])) as unknown as NodeJS.ReadableStream;
    await new Promise((ended, fail) => stream.on('end', ended).on('error', fail).resume());
    expect(found.stream).toEqual([[linkOf(B), undefined]]);
  });

  test('with two traceparents has none', async () => {
    await new Promise<void>((done) => {
      client.place?.({ id: 7 }, metadata(['traceparent', A], ['traceparent', B]), () => done());
    });
    expect(found.unary).toEqual([]);
  });
});
