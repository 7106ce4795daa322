/** B3 and Jaeger are read by OpenTelemetry's own propagators, with no propagator registered. */
import { context, propagation, trace } from '@opentelemetry/api';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { JaegerPropagator } from '@opentelemetry/propagator-jaeger';
import type * as spanlink from 'spanlink';
import { linksFrom, type LinkSource } from 'spanlink';
import { recordReports } from '../../../../fixtures/reports.js';
import { A, B, contextOf, linkOf, linkTargets } from '../../../../fixtures/spans.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

/** Returns the headers of a service with that propagator. */
const written = (propagator: B3Propagator | JaegerPropagator): Record<string, string> => {
  const carrier: Record<string, string> = {};
  const setter = { set: (to: Record<string, string>, name: string, value: string) => void (to[name] = value) };
  propagator.inject(trace.setSpanContext(context.active(), contextOf(A)), carrier, setter);
  return carrier;
};

const read = (headers: object): string[] => linkTargets(linksFrom(headers as LinkSource));

describe.each<[string, Record<string, string>]>([
  ['B3 in one header', written(new B3Propagator())],
  ['B3 in several headers', written(new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }))],
  ['Jaeger', written(new JaegerPropagator())],
])('%s', (_what, headers) => {
  test('is read, as remote, with its sampling flag', () => {
    expect(linksFrom({ headers })).toEqual([{ context: { ...contextOf(A), isRemote: true } }]);
  });

  test.each<[string, (headers: Record<string, string>) => unknown]>([
    [
      'an object in another case',
      (all) => Object.fromEntries(Object.entries(all).map(([name, value]) => [name.toUpperCase(), value])),
    ],
    [
      'a Map of bytes',
      (all) => new Map(Object.entries(all).map(([name, value]) => [Buffer.from(name), Buffer.from(value)])),
    ],
    ['Headers', (all) => new Headers(all)],
    ["amqplib's message", (all) => ({ properties: { headers: all } })],
    [
      "SQS's attributes",
      (all) => ({
        MessageAttributes: Object.fromEntries(
          Object.entries(all).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
        ),
      }),
    ],
    ['JSON', (all) => JSON.stringify(all)],
  ])('is read in %s', (_container, contain) => {
    expect(read(contain(headers) as object)).toEqual([linkOf(A)]);
  });

  test('gives way to a valid traceparent, not to an invalid one', () => {
    expect(read({ ...headers, traceparent: B })).toEqual([linkOf(B)]);
    expect(read({ ...headers, traceparent: 'bad' })).toEqual([linkOf(A)]);
  });
});

test.each([
  { b3: '' },
  { b3: '0' },
  { b3: 'd' },
  { b3: 'bad' },
  { b3: `${'0'.repeat(32)}-${SPAN}-1` },
  { b3: 'a'.repeat(2 ** 20) },
  { 'x-b3-traceid': TRACE },
  { 'x-b3-traceid': TRACE, 'x-b3-spanid': 'bad' },
  { 'x-b3-sampled': '1' },
  { 'uber-trace-id': '' },
  { 'uber-trace-id': `${TRACE}:${SPAN}` },
  { 'uber-trace-id': `${TRACE}:0:0:1` },
  { 'uber-trace-id': '%' },
  { 'uber-trace-id': ':'.repeat(2 ** 20) },
])('headers of B3 and Jaeger give no link if they are %.60p', (headers) => {
  expect(read(headers)).toEqual([]);
});

test('B3 with 64 bits, as older services write it, is read', () => {
  expect(read({ b3: `8448eb211c80319c-${SPAN}-1` })).toEqual([`${'0'.repeat(16)}8448eb211c80319c-${SPAN}`]);
});

test('the application’s propagator takes precedence over those of B3 and Jaeger', () => {
  propagation.setGlobalPropagator({
    inject() {},
    extract: (from) => trace.setSpanContext(from, contextOf(B)),
    fields: () => [],
  });
  expect(read(written(new B3Propagator()))).toEqual([linkOf(B)]);
  propagation.disable();
});

test('a propagator that is not installed is reported once, with what to do', () => {
  const reports = recordReports();
  const [main, cwd] = [process.argv[1], process.cwd];
  process.argv[1] = '/main.js';
  process.cwd = () => '/';
  jest.isolateModules(() => {
    const copy = jest.requireActual<typeof spanlink>('spanlink');
    for (const time of [1, 2]) expect([time, copy.linksFrom(written(new JaegerPropagator()))]).toEqual([time, []]);
  });
  process.argv[1] = main as string;
  process.cwd = cwd;
  expect(reports).toEqual([
    "spanlink: header 'uber-trace-id' came, and nothing reads it; " +
      'install @opentelemetry/propagator-jaeger, or register a propagator that does',
  ]);
});
