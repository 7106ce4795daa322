/** Metrics of a running explorer, sent over OTLP. */
import { parse } from 'protobufjs';
import { traceIdOf } from '../store/spans';
import { newFolder } from '../store/folder';
import { closeReceivers, httpReceiver } from '../keep/receivers';
import { readCommandLine } from '../../server/cli/options';
import { explorer, killAll, send } from './command';

afterEach(async () => {
  await killAll();
  closeReceivers();
});

/** The part of opentelemetry/proto/collector/metrics/v1 that is looked at. */
const REQUEST = parse(`syntax = "proto3";
message Request { repeated ResourceMetrics resource_metrics = 1; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
message Resource { repeated KeyValue attributes = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { string string_value = 1; }
message ScopeMetrics { repeated Metric metrics = 2; }
message Metric { string name = 1; string description = 2; Data gauge = 5; Data sum = 7; }
message Data { repeated Point data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
message Point { repeated KeyValue attributes = 7; double as_double = 4; }
`).root.lookupType('Request');

interface Data {
  readonly dataPoints: readonly {
    readonly attributes?: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];
    readonly asDouble: number;
  }[];
  readonly aggregationTemporality?: number;
  readonly isMonotonic?: boolean;
}
interface Request {
  readonly resourceMetrics: readonly {
    readonly resource: {
      readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];
    };
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly description: string;
        readonly gauge?: Data;
        readonly sum?: Data;
      }[];
    }[];
  }[];
}

const decode = (body: Buffer): Request => REQUEST.toObject(REQUEST.decode(body), { defaults: false }) as Request;
const metricsOf = (body: Buffer) =>
  decode(body).resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
const soon = { OTEL_METRIC_EXPORT_INTERVAL: '100' };

test('Metrics are sent as they are scraped: with their names, labels, and counted since the start', async () => {
  const receiver = await httpReceiver();
  const { url, http } = await explorer(['--data', newFolder(), '--metrics-endpoint', `${receiver.url}/v1/metrics`], {
    ...soon,
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'api-key=secret',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  expect((await send(http, [traceIdOf(1), traceIdOf(2)])).status).toBe(200);
  const spans = (body: Buffer): number | undefined =>
    metricsOf(body).find(({ name }) => name === 'spanlink_explorer_received_spans_total')?.sum?.dataPoints[0]?.asDouble;
  while (!receiver.received.some(({ body }) => spans(body) === 2)) await receiver.next();

  const last = receiver.received.find(({ body }) => spans(body) === 2) ?? { body: Buffer.alloc(0) };
  const [resource] = decode(last.body).resourceMetrics;
  expect(resource?.resource.attributes).toEqual(
    expect.arrayContaining([
      { key: 'service.name', value: { stringValue: 'spanlink-explorer' } },
      { key: 'deployment.environment.name', value: { stringValue: 'test' } },
    ]),
  );
  const scraped = await (await fetch(new URL('/metrics', url))).text();
  const names = [...scraped.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`);
  const sent = metricsOf(last.body);
  expect(sent.map(({ name, sum }) => `${name} ${sum ? 'counter' : 'gauge'}`).sort()).toEqual(names.sort());
  for (const { sum } of sent) if (sum) expect(sum).toMatchObject({ aggregationTemporality: 2, isMonotonic: true });
  const rows = sent.find(({ name }) => name === 'spanlink_explorer_table_rows')?.gauge?.dataPoints ?? [];
  expect(
    rows.map(({ attributes = [] }) => attributes.map(({ key, value }) => `${key}=${value.stringValue}`).join()),
  ).toContain('table=otel_traces');
  expect(receiver.received.every(({ headers }) => headers['api-key'] === 'secret')).toBe(true);
});

test('A receiver that is down is told once, and delays neither spans nor the end', async () => {
  const { http, output, stop } = await explorer(['--data', newFolder()], {
    ...soon,
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://127.0.0.1:1/v1/metrics',
    OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '500',
  });
  expect((await send(http, [traceIdOf(1)])).status).toBe(200);
  while (!output.err.includes('does not take metrics')) await new Promise((resolve) => setImmediate(resolve));
  expect(await stop()).toBe(0);
  expect(output.err.match(/does not take metrics/g)).toHaveLength(1);
});

test.each([
  [['--metrics-endpoint', 'collector:4318'], {}, '--metrics-endpoint must be a URL'],
  [['--metrics-endpoint', ''], {}, '--metrics-endpoint must be a URL'],
  [[], { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'ftp://h' }, 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT must be a URL'],
  [['--metrics-endpoint', 'http://h/v1/metrics'], { OTEL_METRIC_EXPORT_INTERVAL: '1s' }, 'must be milliseconds'],
])('%j with %j is refused in one sentence', (args, env, message) => {
  expect(() => readCommandLine(args, env)).toThrow(message);
});

test('Without the option or its variable, nothing is sent; the option comes before the variable', () => {
  const of = (args: string[], env: Record<string, string>): unknown => readCommandLine(args, env).explorer.metrics;
  const variable = { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://variable/v1/metrics' };
  expect(of([], { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://h', OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: '' })).toBeUndefined();
  expect(of([], variable)).toEqual({ url: 'http://variable/v1/metrics', interval: 60_000 });
  expect(of(['--metrics-endpoint', 'https://option/'], { ...variable, OTEL_METRIC_EXPORT_INTERVAL: '5000' })).toEqual({
    url: 'https://option/',
    interval: 5000,
  });
});
