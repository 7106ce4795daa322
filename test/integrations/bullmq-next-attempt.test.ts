/** What an attempt at a job of BullMQ leaves for the next one, however BullMQ's calls follow each other. */
import { context, propagation, ROOT_CONTEXT, SpanKind, trace, type TracerProvider } from '@opentelemetry/api';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { startAttempt, startOperation } from '../fixtures/bullmq-operation';
import { recordCounts, recordReports } from '../fixtures/reports';
import { causeTraceparent } from '../fixtures/spans';

const metadata = JSON.stringify({ traceparent: causeTraceparent(0) });
const recorder = recordSpans();

beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const attempts = (): readonly FinishedSpan[] => recorder.named('process q');

test('one that failed is linked to by the next, though that begins before BullMQ tells the failure', () => {
  const telemetry = new LinkedTelemetry();
  const first = startAttempt(telemetry, 'early', { metadata });
  first.run(() => startOperation(telemetry, 'retry').metadata());
  startAttempt(telemetry, 'early', { metadata }).span.end();
  first.span.addEvent('job failed', { 'bullmq.job.failed.reason': 'card declined' });
  first.span.end();
  const [second, before] = attempts() as [FinishedSpan, FinishedSpan];
  expect(second).toLinkTo(before, { relation: 'retry_of' });
});

test('one that put its job off is none that stalled, if a later one in another process did', () => {
  const telemetry = new LinkedTelemetry();
  startAttempt(telemetry, 'put off', { metadata }).span.end();
  const { span } = startOperation(telemetry, 'moveStalledJobsToWait');
  span.addEvent('job stalled', { 'bullmq.job.id': 'put off' });
  startAttempt(telemetry, 'put off', { metadata }).span.end();
  for (const attempt of attempts()) expect(attempt).toHaveLinkCount(1);
  expect(attempts()).toHaveLength(2);
});

test('one that runs has not stalled, whatever else BullMQ tells of its job', () => {
  const telemetry = new LinkedTelemetry();
  startAttempt(telemetry, 'running', { metadata });
  startOperation(telemetry, 'pause').span.addEvent('job looked at', { 'bullmq.job.id': 'running' });
  startAttempt(telemetry, 'running', { metadata }).span.end();
  expect(recorder.span('process q')).toHaveLinkCount(1);
});

test('one that ends after another has begun leaves that one known', () => {
  const telemetry = new LinkedTelemetry();
  const first = startAttempt(telemetry, 'overtaken', { metadata });
  const second = startAttempt(telemetry, 'overtaken', { metadata });
  first.span.addEvent('job completed', {});
  first.span.end();
  second.span.addEvent('job failed', { 'bullmq.job.failed.reason': 'card declined' });
  second.span.end();
  startAttempt(telemetry, 'overtaken', { metadata }).span.end();
  const [, before, third] = attempts() as [FinishedSpan, FinishedSpan, FinishedSpan];
  expect(third).toLinkTo(before, { relation: 'retry_of' });
});

test('a job that fails within no attempt has nothing to say of one', () => {
  const telemetry = new LinkedTelemetry();
  const reports = recordReports();
  startOperation(telemetry, 'getNextJob').run(() => expect(startOperation(telemetry, 'fail').metadata()).toBe(''));
  expect(reports).toEqual([]);
});

test('one that failed is known for as long as it takes 10,000 jobs to be completed', () => {
  const telemetry = new LinkedTelemetry({ relation: 'parent' });
  const failed = startAttempt(telemetry, 'failed', { metadata });
  failed.span.addEvent('job failed', { 'bullmq.job.failed.reason': 'card declined' });
  failed.span.end();
  const [before] = attempts() as [FinishedSpan];
  for (let job = 0; job < 10_000; job++) {
    const { span } = startAttempt(telemetry, `completed ${job}`, { metadata });
    span.addEvent('job completed', {});
    span.end();
    if (job % 1_000 === 999) recorder.reset();
  }
  startAttempt(telemetry, 'failed', { metadata }).span.end();
  expect(recorder.span('process q')).toLinkTo(before, { relation: 'retry_of' });
});

test('baggage is what its worker has, unless the job carries some', () => {
  const { contextManager } = new LinkedTelemetry();
  const worker = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage({ region: { value: 'eu' } }));
  const regionIn = (carried: string): unknown =>
    propagation.getBaggage(contextManager.fromMetadata(worker, carried))?.getEntry('region')?.value;
  expect(regionIn(metadata)).toBe('eu');
  expect(regionIn(JSON.stringify({ baggage: 'region=us' }))).toBe('us');
});

test('one has the time of the SDK’s own clock, or of when its job was known, where that was before', () => {
  const telemetry = new LinkedTelemetry();
  const times: unknown[] = [];
  spyOnStarts((options) => times.push(options?.startTime));
  const now = jest.spyOn(Date, 'now').mockReturnValue(1_795_000_000_000);
  try {
    startAttempt(telemetry, 'at once', { metadata }).span.end();
    telemetry.linkAttempts(async () => undefined);
    const { span } = startAttempt(telemetry, 'later', { metadata });
    now.mockReturnValue(1_795_000_000_500);
    span.end();
  } finally {
    jest.restoreAllMocks();
  }
  expect(times).toEqual([undefined, 1_795_000_000_000]);
});

test('one without a span runs in no other, and is nobody’s cause', async () => {
  const telemetry = new LinkedTelemetry({ relation: 'both' });
  const [reports, counts] = [recordReports(), recordCounts()];
  spyOnStarts(() => {
    throw new Error('no span');
  });
  const around = trace.wrapSpanContext({ traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), traceFlags: 1 });
  try {
    context.with(trace.setSpan(ROOT_CONTEXT, around), () => {
      const { run, span } = startAttempt(telemetry, 'without a span', { metadata });
      run(() => {
        expect(trace.getActiveSpan()).toBeUndefined();
        for (const operation of ['add', 'retry']) expect(startOperation(telemetry, operation).metadata()).toBe('');
      });
      span.addEvent('job failed', { 'bullmq.job.failed.reason': 'card declined' });
      span.end();
      const early = startOperation(telemetry, 'process', { kind: SpanKind.CONSUMER, metadata }).span;
      early.addEvent('before its job is known');
      early.setAttributes({ 'bullmq.job.id': 'without a span' });
      early.end();
    });
  } finally {
    jest.restoreAllMocks();
  }
  startAttempt(telemetry, 'without a span', { metadata }).span.end();
  expect(recorder.span('process q')).toHaveLinkCount(1);
  expect(reports.filter((report) => !report.includes('could not start its span'))).toEqual([]);
  expect(await counts()).not.toHaveProperty(['spanlink.links.unreadable']);
});

/** Calls a function with the options of each span before it starts. */
function spyOnStarts(onStart: (options?: { startTime?: unknown }) => void): void {
  const provider = trace.getTracerProvider() as TracerProvider & { getDelegate(): TracerProvider };
  const tracer = Object.getPrototypeOf(provider.getDelegate().getTracer('spanlink')) as {
    startSpan(this: unknown, name: string, options?: object, ...rest: unknown[]): unknown;
  };
  const { startSpan } = tracer;
  jest.spyOn(tracer, 'startSpan').mockImplementation(function (this: unknown, name, options, ...rest) {
    onStart(options);
    return startSpan.call(this, name, options, ...rest);
  });
}
