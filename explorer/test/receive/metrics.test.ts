/** Counters of senders: over HTTP and gRPC, in protobuf and JSON, from the first point to the sum that is shown. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { credentials, makeGenericClientConstructor } from '@grpc/grpc-js';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import protobuf from 'protobufjs';
import type { CountersAnswer } from '../../api/counter-answers.js';
import type { Store } from '../../server/store/open-store.js';
import { openReceivers } from '../../server/receive/open-receivers.js';
import { ask } from '../query/story.js';
import { newFolder, openForTest } from '../store/folder.js';
import { closeReceiving, JSON_TYPE, PROTOBUF, receiving } from './receiving.js';

afterEach(closeReceiving);

/** The part of opentelemetry/proto/collector/metrics/v1 that is sent here, independent of the explorer's own. */
const PROTO = protobuf.parse(
  `syntax = "proto3";
message Request { repeated ResourceMetrics resource_metrics = 1; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
message Resource { repeated KeyValue attributes = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { oneof value { string string_value = 1; int64 int_value = 3; } }
message Scope { string name = 1; }
message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; }
message Metric { string name = 1; oneof data { Gauge gauge = 5; Sum sum = 7; Histogram histogram = 9; } }
message Gauge { repeated Point data_points = 1; }
message Sum { repeated Point data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
message Histogram { repeated HistogramPoint data_points = 1; int32 aggregation_temporality = 2; }
message HistogramPoint { fixed64 count = 4; }
message Point { fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3;
  oneof value { double as_double = 4; sfixed64 as_int = 6; } repeated KeyValue attributes = 7; uint32 flags = 8; }
message Response { PartialSuccess partial_success = 1; }
message PartialSuccess { int64 rejected_data_points = 1; string error_message = 2; }
`,
).root;
const REQUEST = PROTO.lookupType('Request');
const RESPONSE = PROTO.lookupType('Response');

const DELTA = 1;
const CUMULATIVE = 2;

const keyValues = (attributes: Readonly<Record<string, string>>): object[] =>
  Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));

const nano = (seconds: number): string => `${1_795_000_000 + seconds}000000000`;

/** A point by its start and its time, in seconds. */
const point = (start: number | undefined, time: number, value: object | number, attributes = {}): object => ({
  ...(start !== undefined && { startTimeUnixNano: nano(start) }),
  timeUnixNano: nano(time),
  ...(typeof value === 'number' ? { asInt: String(value) } : value),
  attributes: keyValues(attributes),
});

const sumOf = (dataPoints: readonly object[], temporality = CUMULATIVE, isMonotonic = true): object => ({
  sum: { dataPoints, aggregationTemporality: temporality, isMonotonic },
});

const requestOf = (
  data: object,
  { name = 'spanlink.links.late', resource = {} }: { name?: string; resource?: Readonly<Record<string, string>> } = {},
): object => ({
  resourceMetrics: [
    {
      resource: { attributes: keyValues({ 'service.name': 'orders', ...resource }) },
      scopeMetrics: [{ scope: { name: 'spanlink' }, metrics: [{ name, ...data }] }],
    },
  ],
});

const encode = (request: object): Buffer => Buffer.from(REQUEST.encode(REQUEST.fromObject(request)).finish());

interface Answered {
  readonly partialSuccess?: { readonly rejectedDataPoints?: number | string; readonly errorMessage?: string };
}

async function postAs(type: string, http: string, request: object): Promise<Answered> {
  const body = type === JSON_TYPE ? JSON.stringify(request) : new Uint8Array(encode(request));
  const response = await fetch(`${http}/v1/metrics`, { method: 'POST', headers: { 'content-type': type }, body });
  expect(response.status).toBe(200);
  const answer = Buffer.from(await response.arrayBuffer());
  if (type === JSON_TYPE) return JSON.parse(answer.toString()) as Answered;
  return RESPONSE.toObject(RESPONSE.decode(answer), { longs: Number }) as Answered;
}

const send = (http: string, ...args: Parameters<typeof requestOf>): Promise<Answered> =>
  postAs(PROTOBUF, http, requestOf(...args));

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

test.each([
  ['a gauge', { gauge: { dataPoints: [point(0, 60, 7)] } }, 'spanlink.links.late'],
  ['a histogram', { histogram: { dataPoints: [{ count: 3 }], aggregationTemporality: CUMULATIVE } }, 'spanlink.wait'],
  ['a sum that may fall', sumOf([point(0, 60, 7)], CUMULATIVE, false), 'spanlink.open'],
  ['a counter of others', sumOf([point(0, 60, 7)]), 'http.server.requests'],
  ['a counter of a name that is only alike', sumOf([point(0, 60, 7)]), 'spanlinks.late'],
  ['a point without a recorded value', sumOf([{ ...point(0, 60, {}), flags: 1 }]), 'spanlink.links.late'],
])('Of %s, nothing is stored, and its sender is told of no error', async (_what, data, name) => {
  const { http, store } = await receiving();
  for (const type of [PROTOBUF, JSON_TYPE]) expect(await postAs(type, http, requestOf(data, { name }))).toEqual({});
  expect(await counted(store)).toEqual([]);
});

test.each([
  ['is negative', point(0, 60, -1), CUMULATIVE, /their value is no count/],
  ['is no number', point(0, 60, { asDouble: NaN }), CUMULATIVE, /their value is no count/],
  ['is infinite', point(0, 60, { asDouble: Infinity }), CUMULATIVE, /their value is no count/],
  ['is too large', point(0, 60, { asInt: '9223372036854775807' }), CUMULATIVE, /their value is no count/],
  ['is missing', point(0, 60, {}), CUMULATIVE, /their value is no count/],
  ['has no temporality', point(0, 60, 3), 0, /neither delta nor cumulative/],
])('A point whose value %s is rejected, and the others are stored', async (_what, wrong, temporality, message) => {
  const { http, store, receivers } = await receiving();
  const { resourceMetrics: one } = requestOf(sumOf([wrong], temporality)) as { resourceMetrics: object[] };
  const { resourceMetrics: two } = requestOf(sumOf([point(0, 60, 4)])) as { resourceMetrics: object[] };
  const { partialSuccess } = await postAs(PROTOBUF, http, { resourceMetrics: [...one, ...two] });
  expect(partialSuccess).toEqual({ rejectedDataPoints: 1, errorMessage: expect.stringMatching(message) as string });
  expect(await valueOf(store)).toBe(4);
  expect(receivers.metricsCounts()).toEqual({ points: 1, rejectedPoints: 1, failedRequests: 0 });
});

test.each([
  ['no protobuf', PROTOBUF, new Uint8Array([255, 255, 255]), /no ExportMetricsServiceRequest/],
  ['no JSON', JSON_TYPE, '{', /no JSON/],
  ['JSON of another form', JSON_TYPE, '{"resourceMetrics":{}}', /resourceMetrics has to be a list, and is an object/],
])('A body that is %s is refused with a sentence', async (_what, type, body, message) => {
  const { http, receivers } = await receiving();
  const response = await fetch(`${http}/v1/metrics`, { method: 'POST', headers: { 'content-type': type }, body });
  expect([response.status, await response.text()]).toEqual([400, expect.stringMatching(message)]);
  expect(receivers.metricsCounts()).toMatchObject({ failedRequests: 1 });
  expect(receivers.counts()).toMatchObject({ failedRequests: 0 });
});

test('Long and many texts are bounded, and still tell their counters apart', async () => {
  const { http, store } = await receiving();
  const long = 'x'.repeat(100_000);
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key${index}`, long.slice(0, 300)]));
  await send(
    http,
    sumOf([point(0, 60, 1, { 'spanlink.site': `${long}1` }), point(0, 60, 2, { 'spanlink.site': `${long}2` })]),
  );
  await send(http, sumOf([point(0, 60, 4, many)]));
  const counters = await counted(store);
  expect(counters.map(({ value }) => value).sort()).toEqual([3, 4]);
  for (const { site = '', attributes = {} } of counters) {
    expect(site.length).toBeLessThanOrEqual(256);
    expect(Object.keys(attributes).length).toBeLessThanOrEqual(8);
  }
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
