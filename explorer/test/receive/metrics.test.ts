/** Counters of senders: over HTTP and gRPC, in protobuf and JSON, from the first point to the sum that is shown. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { credentials, makeGenericClientConstructor } from '@grpc/grpc-js';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import type { CountersAnswer } from '../../api/counter-answers.js';
import type { Store } from '../../server/store/open-store.js';
import { openReceivers } from '../../server/receive/open-receivers.js';
import { ask } from '../query/story.js';
import { newFolder, openForTest } from '../store/folder.js';
import { DELTA, encode, point, postAs, requestOf, RESPONSE, send, sumOf } from './counters.js';
import type { Answered } from './counters.js';
import { closeReceiving, JSON_TYPE, PROTOBUF, receiving } from './receiving.js';

afterEach(closeReceiving);

const counted = async (store: Store, query = ''): Promise<CountersAnswer['counters']> =>
  (await ask(store, 'counters', query)).counters;
const valueOf = async (store: Store): Promise<number> =>
  (await counted(store)).reduce((sum, { value }) => sum + value, 0);

async function overGrpc(http: string, grpc: string, request: object): Promise<Answered> {
  const Client = makeGenericClientConstructor({}, '');
  const client = new Client(grpc, credentials.createInsecure());
  try {
    return await new Promise((resolve, reject) =>
      client.makeUnaryRequest(
        '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
        (bytes: Buffer) => bytes,
        (bytes: Buffer) => RESPONSE.toObject(RESPONSE.decode(bytes), { longs: Number }) as Answered,
        encode(request),
        (error, answer) => (error ? reject(error) : resolve(answer ?? {})),
      ),
    );
  } finally {
    client.close();
  }
}

test.each([
  ['protobuf over HTTP', (http: string, _grpc: string, request: object) => postAs(PROTOBUF, http, request)],
  ['JSON over HTTP', (http: string, _grpc: string, request: object) => postAs(JSON_TYPE, http, request)],
  ['protobuf over gRPC', overGrpc],
])('Counters that are sent as %s are told by service, site and other attributes', async (_what, exportAs) => {
  const { http, grpc, store } = await receiving();
  const attributes = { 'spanlink.site': 'Orders.ship', reason: 'ended' };
  const sent = requestOf(sumOf([point(0, 60, 7, attributes), point(0, 60, { asDouble: 2 })]));
  expect(await exportAs(http, grpc, sent)).toEqual({});
  expect(await counted(store)).toEqual([
    { service: 'orders', counter: 'spanlink.links.late', value: 2, rose: expect.any(Number) },
    {
      service: 'orders',
      site: 'Orders.ship',
      attributes: { reason: 'ended' },
      counter: 'spanlink.links.late',
      value: 7,
      rose: expect.any(Number),
    },
  ]);
});

test.each<[string, (http: string) => Promise<unknown>, number]>([
  [
    'rises',
    async (http) => {
      for (const [time, value] of [
        [60, 3],
        [120, 3],
        [180, 8],
      ] as const)
        await send(http, sumOf([point(0, time, value)]));
    },
    8,
  ],
  [
    'is sent again',
    async (http) => {
      for (const [time, value] of [
        [60, 3],
        [120, 8],
        [60, 3],
        [120, 8],
      ] as const)
        await send(http, sumOf([point(0, time, value)]));
    },
    8,
  ],
  ['is twice in a request', (http) => send(http, sumOf([point(0, 60, 3), point(0, 120, 5), point(0, 60, 3)])), 5],
  [
    'starts anew with its process',
    async (http) => {
      await send(http, sumOf([point(0, 60, 8)]));
      await send(http, sumOf([point(100, 160, 3)]));
    },
    11,
  ],
  [
    'starts anew without saying so',
    async (http) => {
      for (const [time, value] of [
        [60, 8],
        [120, 3],
        [180, 4],
      ] as const)
        await send(http, sumOf([point(0, time, value)]));
    },
    12,
  ],
  [
    'does not tell its start',
    async (http) => {
      for (const [time, value] of [
        [60, 100],
        [120, 103],
        [180, 2],
      ] as const)
        await send(http, sumOf([point(undefined, time, value)]));
    },
    5,
  ],
  [
    'has deltas, of which some are sent again',
    async (http) => {
      for (const [time, value] of [
        [60, 3],
        [120, 4],
        [120, 4],
        [180, 0],
        [240, 1],
      ] as const)
        await send(http, sumOf([point(time - 60, time, value)], DELTA));
    },
    8,
  ],
  [
    'is of two processes, which know it',
    async (http) => {
      for (const [id, value] of [
        ['a', 3],
        ['b', 4],
        ['a', 5],
        ['b', 9],
      ] as const)
        await send(http, sumOf([point(0, 60 + value, value)]), { resource: { 'service.instance.id': id } });
    },
    14,
  ],
  [
    'is of two processes, which differ in their start alone',
    async (http) => {
      for (const [start, value] of [
        [0, 3],
        [1, 4],
        [0, 5],
        [1, 9],
      ] as const)
        await send(http, sumOf([point(start, 60 + value, value)]));
    },
    14,
  ],
])('A counter that %s is counted right', async (_what, sendAll, value) => {
  const { http, store } = await receiving();
  await sendAll(http);
  expect(await valueOf(store)).toBe(value);
});

test('Of a time, only what was counted in it is told', async () => {
  const { http, store } = await receiving();
  await send(http, sumOf([point(0, 60, 3)]));
  await send(http, sumOf([point(60, 120, 2)], DELTA));
  const [{ rose } = { rose: NaN }] = await counted(store);
  await store.query('SELECT sleep(0.01)');
  const since = `since=${rose + 1000}`;
  expect(await counted(store, since)).toEqual([]);
  await send(http, sumOf([point(0, 180, 10)]));
  await send(http, sumOf([point(120, 180, 1)], DELTA));
  expect((await counted(store, since)).map(({ value }) => value)).toEqual([8]);
  expect((await counted(store)).map(({ value }) => value)).toEqual([13]);
  expect((await counted(store, `until=${rose + 1000}`)).map(({ value }) => value)).toEqual([5]);
});

test('Counters survive a restart of the explorer, before and after which they are sent', async () => {
  const data = newFolder();
  for (const value of [3, 3, 5]) {
    const store = await openForTest({ data });
    const receivers = await openReceivers(store, { httpPort: 0, grpcPort: false });
    await send(`http://${receivers.http}`, sumOf([point(0, 60 + value, value)]));
    expect(await valueOf(store)).toBe(value);
    await receivers.close();
    await store.close();
  }
});

test('Long and many texts are cut and marked, and still tell their counters apart', async () => {
  const { http, store } = await receiving();
  const long = 'x'.repeat(100_000);
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key${index}`, long.slice(0, 300)]));
  await send(
    http,
    sumOf([point(0, 60, 1, { 'spanlink.site': `${long}1` }), point(0, 60, 2, { 'spanlink.site': `${long}2` })]),
  );
  await send(http, sumOf([point(0, 60, 4, many)]));
  const counters = await counted(store);
  const cut = `${'x'.repeat(255)}…`;
  const keys = [0, 1, 10, 100, 101, 102, 103, 104].map((number) => `key${number}`);
  expect(counters.map(({ value, site, attributes }) => [value, site, attributes])).toEqual([
    [4, undefined, Object.fromEntries(keys.map((key) => [key, cut]))],
    [3, cut, undefined],
  ]);
});

test.each([AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA])(
  'The counters of an SDK arrive, with temporality %s, and so does what it counts at last',
  async (temporality) => {
    const { http, store } = await receiving();
    const application = spawn(process.execPath, [join(__dirname, 'counting.mjs'), String(temporality)], {
      env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: http },
      stdio: 'inherit',
    });
    expect(await once(application, 'exit')).toEqual([0, null]);
    expect(await counted(store)).toEqual([
      { service: 'sdk', site: 'A.b', counter: 'spanlink.links.dropped', value: 5, rose: expect.any(Number) },
    ]);
  },
);
