/** When BullMQ is asked for the attempt before, which takes the processor's time, and when not. */
import { SpanKind } from '@opentelemetry/api';
import type { Job } from 'bullmq';
import { LinkedTelemetry, type LinkedTelemetryOptions } from 'spanlink/bullmq';
import { recordSpans } from 'spanlink/testing';
import { startOperation } from '../fixtures/bullmq-operation';
import { recordCounts } from '../fixtures/reports';
import { causeLink, causeTraceparent } from '../fixtures/spans';

const metadata = JSON.stringify({ traceparent: causeTraceparent(0) });
/** What another process left of its attempt. */
const ofAnother = JSON.stringify({ 'spanlink-retry-of': causeTraceparent(1) });
const recorder = recordSpans();
let asked: unknown[] = [];

beforeEach(() => {
  recorder.reset();
  asked = [];
});
afterAll(() => recorder.stop());

const worker = {
  client: Promise.resolve({
    hget: async (...args: unknown[]) => {
      asked.push(args);
      return ofAnother;
    },
  }),
};

class Jobs {
  readonly telemetry: LinkedTelemetry;
  readonly processor;

  constructor(options?: LinkedTelemetryOptions) {
    this.telemetry = new LinkedTelemetry(options);
    this.processor = this.telemetry.linkAttempts(async (_job: Job) => undefined);
  }

  /** Processes a job as its counters tell it, and ends with an event of BullMQ's. */
  async process(id: string, counters: object, event: string, processor = this.processor): Promise<void> {
    const { run, span } = startOperation(this.telemetry, 'process', { kind: SpanKind.CONSUMER, metadata });
    await run(async () => {
      span.setAttributes({ 'bullmq.job.id': id });
      await this.call(id, counters, processor);
    });
    span.addEvent(event, event === 'job failed' ? { 'bullmq.job.failed.reason': 'card declined' } : {});
    span.end();
  }

  call(id: string, counters: object, processor = this.processor): Promise<unknown> {
    const job = { id, queueQualifiedName: 'bull:q', attemptsMade: 0, ...counters };
    return processor.call(worker, job as unknown as Job);
  }
}

test('a first attempt asks nothing, unless its trace depends on it', async () => {
  await new Jobs().process('first', {}, 'job failed');
  expect(asked).toEqual([]);
  await new Jobs({ relation: 'both' }).process('first, both', {}, 'job failed');
  expect(asked).toEqual([['bull:q:first, both', 'tm']]);
});

test.each<[string, object]>([
  ['attempts that were made', { attemptsMade: 1 }],
  ['attempts that were started', { attemptsStarted: 2 }],
  ['the stack of an error', { stacktrace: ['Error: card declined'] }],
])('a job with %s asks for the last of them, which may be of any process', async (counted, counters) => {
  const counts = recordCounts();
  await new Jobs().process(counted, counters, 'job completed');
  expect(asked).toEqual([[`bull:q:${counted}`, 'tm']]);
  expect(recorder.span('process q')).toLinkTo(causeLink(1), { relation: 'retry_of' });
  expect(recorder.span('process q')).toHaveLinkCount(2);
  expect(await counts()).toEqual({});
});

test('a job that failed in this process asks for a later attempt, though its counters say nothing of any', async () => {
  const jobs = new Jobs();
  await jobs.process('known', {}, 'job failed');
  await jobs.process('known', {}, 'job failed');
  expect(asked).toEqual([['bull:q:known', 'tm']]);
  expect(recorder.named('process q')[1]).toLinkTo(causeLink(1), { relation: 'retry_of' });
});

test('a job that is run again after it was completed asks nothing, as its attempt left nothing', async () => {
  const jobs = new Jobs();
  await jobs.process('completed', {}, 'job completed');
  await jobs.process('completed', {}, 'job completed');
  expect(asked).toEqual([]);
});

test('a processor asks once, however often it was made to link attempts', async () => {
  const jobs = new Jobs();
  const inner = jobs.processor;
  const outer = jobs.telemetry.linkAttempts(function (this: unknown, job: Job) {
    return inner.call(this as never, job);
  });
  await jobs.process('nested', { attemptsMade: 1 }, 'job completed', outer);
  expect(asked).toHaveLength(1);
  expect(recorder.span('process q')).toHaveLinkCount(2);
});

test('a processor that somebody calls within another operation of BullMQ asks nothing', async () => {
  const jobs = new Jobs();
  const { run, span } = startOperation(jobs.telemetry, 'getNextJob');
  await run(() => jobs.call('by hand', { attemptsMade: 1 }));
  span.end();
  expect(asked).toEqual([]);
});
