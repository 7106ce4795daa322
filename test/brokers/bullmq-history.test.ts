/** The history of a job of BullMQ where its counters say nothing of it. */
import { trace } from '@opentelemetry/api';
import { type Job, type Queue, WaitingError } from 'bullmq';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { runProcess } from '../fixtures/processes';
import { describeWith } from '../servers/server';
import { Bull } from './bullmq';

const recorder = recordSpans();
const relations = ['link', 'parent', 'both'] as const;
const everyWay = relations.flatMap((relation) => [true, false].map((isLinking) => [relation, isLinking] as const));
let bull: Bull;

const processed = (queue: Queue): readonly FinishedSpan[] => recorder.named(`process ${queue.name}`);
const added = (queue: Queue): FinishedSpan => recorder.span(`add ${queue.name}.ship`);
const tracesOf = (spans: readonly FinishedSpan[]): number =>
  new Set(spans.map((span) => span.spanContext().traceId)).size;
const declined = async (_job?: Job): Promise<never> => {
  throw new Error('card declined');
};
const shipped = async (_job?: Job): Promise<void> => undefined;
const reset = { resetAttemptsMade: true, resetAttemptsStarted: true };

describeWith('redis-server', 'a job of BullMQ', () => {
  beforeAll(async () => {
    bull = await Bull.start();
  });
  beforeEach(() => recorder.reset());
  afterAll(async () => {
    await bull.stop();
    recorder.stop();
  });

  test.each(everyWay)(
    'that is retried by hand with new counters is linked to its last attempt (%s; its processor links attempts: %s)',
    async (relation, isLinking) => {
      const telemetry = new LinkedTelemetry({ relation });
      const queue = bull.queue(telemetry);
      const { id } = await queue.add('ship', {});
      const process = isLinking ? telemetry.linkAttempts(declined) : declined;
      await bull.work(queue, telemetry, 1, process);
      for (let time = 0; time < 2; time++) {
        await (await queue.getJob(id as string))?.retry('failed', reset);
        await bull.work(queue, telemetry, 1, process);
      }
      const [first, second, third] = processed(queue) as [FinishedSpan, FinishedSpan, FinishedSpan];
      expect(tracesOf([first, second, third])).toBe(3);
      expect(second).toLinkTo(first, { relation: 'retry_of' });
      expect(second).toHaveLinkCount(2);
      expect(third).toLinkTo(second, { relation: 'retry_of' });
      expect(third).toHaveLinkCount(2);
    },
  );

  test.each(relations)(
    'that failed in another process, and is retried by hand with new counters, is linked to that attempt (%s)',
    async (relation) => {
      const telemetry = new LinkedTelemetry({ relation });
      const queue = bull.queue(telemetry);
      const { id } = await queue.add('ship', {});
      const { stdout } = await runProcess('bullmq-worker', String(bull.connection.port), queue.name);
      await (await queue.getJob(id as string))?.retry('failed', reset);
      await bull.work(queue, telemetry, 1, telemetry.linkAttempts(shipped));
      const [second] = processed(queue) as [FinishedSpan];
      expect(second).toBeRootSpan();
      expect(second).toLinkTo(added(queue), { relation: 'origin' });
      expect(second).toLinkTo(stdout.trim(), { relation: 'retry_of' });
      expect(second).toHaveLinkCount(2);
    },
  );

  test.each(relations)(
    'that failed in another process is linked to that attempt, though its processor is called by another function (%s)',
    async (relation) => {
      const telemetry = new LinkedTelemetry({ relation });
      const queue = bull.queue(telemetry);
      const linked = telemetry.linkAttempts(shipped);
      for (const before of [
        (job: Job) => linked(job),
        async (job: Job) => {
          await Promise.resolve();
          return linked(job);
        },
        (job: Job) => {
          trace.getActiveSpan();
          return linked(job);
        },
      ]) {
        recorder.reset();
        await queue.add('ship', {}, { attempts: 2 });
        const { stdout } = await runProcess('bullmq-worker', String(bull.connection.port), queue.name);
        await bull.work(queue, telemetry, 1, before);
        const [second] = processed(queue) as [FinishedSpan];
        expect(second).toLinkTo(stdout.trim(), { relation: 'retry_of' });
      }
    },
  );

  test.each([
    ['nothing', async () => null],
    [
      'what another telemetry wrote',
      async () => JSON.stringify({ traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01` }),
    ],
  ])('of which BullMQ keeps %s is linked to the attempt that this process knows', async (_what, hget) => {
    const telemetry = new LinkedTelemetry({ relation: 'both' });
    const queue = bull.queue(telemetry);
    await queue.add('ship', {}, { attempts: 2 });
    const process = telemetry.linkAttempts(declined);
    const client = Promise.resolve({ hget });
    await bull.work(queue, telemetry, 2, (job) => process.call({ getBackend: () => ({ client }) }, job));
    const [first, second] = processed(queue) as [FinishedSpan, FinishedSpan];
    expect(second).toBeRootSpan();
    expect(second).toLinkTo(first, { relation: 'retry_of' });
    expect(second).toHaveLinkCount(2);
  });

  test.each(everyWay)(
    'that is run again after it was completed is a trace of its own (%s; its processor links attempts: %s)',
    async (relation, isLinking) => {
      const telemetry = new LinkedTelemetry({ relation });
      const queue = bull.queue(telemetry);
      const { id } = await queue.add('ship', {});
      const process = isLinking ? telemetry.linkAttempts(shipped) : shipped;
      await bull.work(queue, telemetry, 1, process);
      for (let time = 0; time < 2; time++) {
        await (await queue.getJob(id as string))?.retry('completed', reset);
        await bull.work(queue, telemetry, 1, process);
      }
      expect(tracesOf(processed(queue))).toBe(3);
      for (const span of processed(queue).slice(1)) {
        expect(span).toLinkTo(added(queue), { relation: 'origin' });
        expect(span).toHaveLinkCount(1);
      }
    },
  );

  test.each(everyWay)(
    'that stalls is linked to the attempt that hangs in this process (%s; its processor links attempts: %s)',
    async (relation, isLinking) => {
      const telemetry = new LinkedTelemetry({ relation });
      const queue = bull.queue(telemetry);
      await queue.add('ship', {});
      let release = (): void => undefined;
      const hang = (): Promise<void> => new Promise((resolve) => (release = resolve));
      const stalled = bull.worker(queue, telemetry, isLinking ? telemetry.linkAttempts(hang) : hang, {
        lockDuration: 30,
        skipLockRenewal: true,
        skipStalledCheck: true,
      });
      await new Promise((resolve) => stalled.once('active', resolve));
      await bull.work(queue, telemetry, 1, isLinking ? telemetry.linkAttempts(shipped) : shipped, {
        stalledInterval: 20,
        maxStalledCount: 3,
      });
      release();
      await stalled.close();
      const [second, first] = processed(queue) as [FinishedSpan, FinishedSpan];
      expect(second).toBeRootSpan();
      expect(second).toLinkTo(first, { relation: 'retry_of' });
      expect(second).toLinkTo(added(queue), { relation: 'origin' });
      expect(second).toHaveLinkCount(2);
    },
  );

  test.each(everyWay)(
    'that waits its turn again is a trace of its own each time (%s; its processor links attempts: %s)',
    async (relation, isLinking) => {
      const telemetry = new LinkedTelemetry({ relation });
      const queue = bull.queue(telemetry);
      await queue.add('ship', {});
      const wait = async (job: Job, token?: string): Promise<void> => {
        if (job.attemptsStarted === 3) return;
        await job.moveToWait(token);
        throw new WaitingError();
      };
      const process = (isLinking ? telemetry.linkAttempts(wait) : wait) as (job: Job) => unknown;
      await bull.work(queue, telemetry, 1, process);
      expect(tracesOf(processed(queue))).toBe(3);
      for (const { events, links } of processed(queue).slice(1)) {
        expect(events.filter(({ name }) => name === 'exception')).toEqual([]);
        expect(links).toHaveLength(1);
      }
    },
  );

  test('that failed, then put itself off, is linked to the attempt that failed', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.add('ship', {}, { attempts: 3 });
    const process = telemetry.linkAttempts(async (job: Job, token?: string) => {
      if (job.attemptsStarted === 1) throw new Error('card declined');
      if (job.attemptsStarted === 3) return;
      await job.moveToWait(token);
      throw new WaitingError();
    });
    await bull.work(queue, telemetry, 2, process as (job: Job) => unknown);
    const [first, second, third] = processed(queue) as [FinishedSpan, FinishedSpan, FinishedSpan];
    expect(second).toLinkTo(first, { relation: 'retry_of' });
    expect(third).toLinkTo(first, { relation: 'retry_of' });
  });
});
