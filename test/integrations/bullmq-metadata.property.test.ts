/** Whatever a job carries, its span starts and ends, and has no link that is made up. */
import { context, SpanKind, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { recordSpans } from 'spanlink/testing';
import { startOperation } from '../fixtures/bullmq-operation';
import { linkTargets } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

/** Processes a job as BullMQ does. */
function process(metadata: unknown, relation: 'link' | 'parent' | 'both' = 'link'): void {
  const telemetry = new LinkedTelemetry({ relation });
  const attempt = startOperation(telemetry, 'process', { kind: SpanKind.CONSUMER, metadata: metadata as string });
  const { span } = attempt;
  attempt.run(() => {
    span.setAttributes({ 'bullmq.job.id': '1', 'bullmq.job.name': undefined });
    expect(trace.getSpan(context.active())).toBeDefined();
  });
  expect(typeof attempt.metadata()).toBe('string');
  span.recordException(new Error('once'));
  span.recordException('once');
  span.addEvent('job failed', { 'bullmq.job.failed.reason': 'once' });
  span.setAttribute('late', true);
  span.end();
  span.end();
}

test('BullMQ’s metadata may be any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (metadata) => {
      recorder.reset();
      process(metadata);
      expect(recorder.span('process q')).toHaveLinkCount(0);
    }),
  );
});

test('BullMQ’s metadata may be any JSON', () => {
  fc.assert(
    fc.property(fc.json(), (metadata) => {
      recorder.reset();
      process(metadata);
      expect(recorder.span('process q')).toHaveLinkCount(0);
    }),
  );
});

test('BullMQ’s metadata may be anything at all, as BullMQ passes on what Redis holds', () => {
  fc.assert(
    fc.property(
      fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true }),
      (metadata) => {
        recorder.reset();
        process(metadata);
        expect(recorder.spans).toHaveLength(1);
      },
    ),
  );
});

test('BullMQ’s metadata may name spans, each of which is linked by its relation', () => {
  const id = (length: number) =>
    fc.string({ unit: fc.constantFrom(...'123456789abcdef'), minLength: length, maxLength: length });
  const ids = fc.tuple(id(32), id(16)).map(([traceId, spanId]) => `${traceId}-${spanId}`);
  fc.assert(
    fc.property(
      fc.uniqueArray(ids, { minLength: 3, maxLength: 3 }),
      fc.constantFrom('link' as const, 'parent' as const, 'both' as const),
      ([origin, flow, before], relation) => {
        recorder.reset();
        process(
          JSON.stringify({
            traceparent: `00-${origin}-01`,
            'spanlink-parent': `00-${flow}-01`,
            'spanlink-retry-of': `00-${before}-01`,
          }),
          relation,
        );
        expect(linkTargets(recorder.span('process q'))).toEqual([origin, flow, before]);
        expect(recorder.span('process q')).toBeRootSpan();
        expect(recorder.span('process q').events.filter(({ name }) => name === 'exception')).toHaveLength(1);
      },
    ),
  );
});
