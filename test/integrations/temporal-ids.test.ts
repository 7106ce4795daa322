/** Spans of Temporal have ids that others can tell, whatever SDK makes them. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isSpanContextValid, ROOT_CONTEXT, trace, type Tracer } from '@opentelemetry/api';
import { attemptIds, idsOf, runIds } from '../../integrations/temporal/contract/span-ids.js';
import { takesIds, withIds } from '../../integrations/temporal/worker/with-ids.js';
import { recordReports } from '../fixtures/reports';

type Provider = new () => { getTracer(name: string): Tracer };

interface Sdk {
  readonly BasicTracerProvider?: Provider;
  /** Its name since version 3. */
  readonly TracerProvider?: Provider;
}

const sdkOf = (name: string, workspace: string): Sdk =>
  jest.requireActual<Sdk>(require.resolve(name, { paths: [join(__dirname, '../providers', workspace)] }));

const IDS = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };

test.each([
  [1, '@opentelemetry/sdk-trace-base', 'opentelemetry-1'],
  [2, '@opentelemetry/sdk-trace-base', '..'],
  [3, '@opentelemetry/sdk-trace', 'opentelemetry-3'],
])('a tracer of the SDK %i gives its next span the ids, and no other', (_version, name, workspace) => {
  const sdk = sdkOf(name, workspace);
  const Provider = (sdk.BasicTracerProvider ?? sdk.TracerProvider) as Provider;
  const tracer = new Provider().getTracer('test');
  const given = withIds(IDS, tracer);
  const parent = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 };
  expect(given.startSpan('one', { root: true }).spanContext()).toMatchObject(IDS);
  expect(given.startSpan('two', { root: true }).spanContext().spanId).not.toBe(IDS.spanId);
  expect(tracer.startSpan('three').spanContext().traceId).not.toBe(IDS.traceId);
  const below = withIds(IDS, tracer).startSpan('four', {}, trace.setSpanContext(ROOT_CONTEXT, parent));
  expect(below.spanContext()).toMatchObject({ traceId: parent.traceId, spanId: IDS.spanId });
});

test('any other tracer makes the span it makes, which is reported once', () => {
  const reports = recordReports();
  const span = trace.wrapSpanContext({ ...IDS, traceFlags: 1 });
  const tracer = { startSpan: () => span, startActiveSpan: () => undefined } as unknown as Tracer;
  expect(withIds(IDS, tracer)).toBe(tracer);
  expect(takesIds(tracer)).toBe(false);
  expect(reports).toHaveLength(1);
  expect(reports[0]).toContain('expected a tracer of an OpenTelemetry SDK for JavaScript, found another one');
});

test('the ids of runs and attempts are valid, and never the same for two', () => {
  const seen = new Set<string>();
  const ids = Array.from({ length: 2_000 }, () => randomUUID()).flatMap((runId) => [
    runIds(runId),
    ...['1', '2', 'a'].flatMap((activityId) =>
      [1, 2, 11].map((attempt) => attemptIds({ runId, activityId, attempt, scheduledAt: 1_795_825_959_697 })),
    ),
  ]);
  for (const { traceId, spanId } of ids) seen.add(traceId).add(spanId);
  expect(ids.every((one) => isSpanContextValid({ ...one, traceFlags: 1 }))).toBe(true);
  expect(seen.size).toBe(2 * ids.length);
});

test('the ids are the same wherever they are told, and words are not run together', () => {
  expect(idsOf('signal', 'approve', '0')).toEqual(idsOf('signal', 'approve', '0'));
  expect(idsOf('signal', 'approve0')).not.toEqual(idsOf('signal', 'approve', '0'));
  expect(runIds('any text').traceId).toMatch(/^[\da-f]{32}$/);
  expect(runIds('0af76519-16cd-43dd-8448-eb211c80319c').traceId).toBe('0af7651916cd43dd8448eb211c80319c');
});

test('the random part of a trace id is even, as samplers by ratio ask for', () => {
  const half = Array.from({ length: 4_000 }, (_, attempt) =>
    attemptIds({ runId: 'r', activityId: '1', attempt, scheduledAt: 0 }),
  ).filter(({ traceId }) => Number.parseInt(traceId.slice(-8), 16) < 0x80000000);
  expect(half.length).toBeGreaterThan(1_800);
  expect(half.length).toBeLessThan(2_200);
});
