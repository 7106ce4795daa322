/** Attempts at a job of BullMQ: each a trace of its own, linked to the one before. */
import { DelayedError, type Job, type Queue } from 'bullmq';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { runProcess } from '../fixtures/processes';
import { recordReports } from '../fixtures/reports';
import { linkTargets } from '../fixtures/spans';
import { describeWith } from '../servers/server';
import { Bull } from './bullmq';

const recorder = recordSpans();
const relations = ['link', 'parent', 'both'] as const;
let bull: Bull;

const processed = (queue: Queue): readonly FinishedSpan[] => recorder.named(`process ${queue.name}`);
const added = (queue: Queue): FinishedSpan => recorder.span(`add ${queue.name}.ship`);
const tracesOf = (spans: readonly FinishedSpan[]): number =>
  new Set(spans.map((span) => span.spanContext().traceId)).size;
const declined = async (): Promise<never> => {
  throw new Error('card declined');
};

describeWith('redis-server', 'An attempt at a job of BullMQ', () => {
  beforeAll(async () => {
    bull = await Bull.start();
  });
  beforeEach(() => recorder.reset());
  afterAll(() => bull.stop());

  test.each(relations)(
    'after the first is a trace of its own with the relation %s, linked to the producer and to the attempt before',
    async (relation) => {
      const telemetry = new LinkedTelemetry({ relation });
      const queue = bull.queue(telemetry);
      await queue.add('ship', {}, { attempts: 3 });
      await bull.work(queue, telemetry, 3, declined);
      const [first, second, third] = processed(queue) as [FinishedSpan, FinishedSpan, FinishedSpan];
      expect(tracesOf([first, second, third])).toBe(3);
      expect(second).toBeRootSpan();
      expect(second).toLinkTo(added(queue), { relation: 'origin' });
      expect(second).toLinkTo(first, { relation: 'retry_of' });
      expect(second).toHaveLinkCount(2);
      expect(third).toLinkTo(added(queue), { relation: 'origin' });
      expect(third).toLinkTo(second, { relation: 'retry_of' });
      expect(third).toHaveLinkCount(2);
    },
  );

  test.each(relations)(
    'is known by what BullMQ keeps, with the relation %s, when its processor links attempts',
    async (relation) => {
      const queue = bull.queue(new LinkedTelemetry({ relation }));
      await queue.add('ship', {}, { attempts: 3, backoff: 1 });
      for (let worker = 0; worker < 3; worker++) {
        const telemetry = new LinkedTelemetry({ relation });
        await bull.work(queue, telemetry, 1, telemetry.linkAttempts(declined));
      }
      const [first, second, third] = processed(queue) as [FinishedSpan, FinishedSpan, FinishedSpan];
      expect(tracesOf([first, second, third])).toBe(3);
      expect(second).toLinkTo(first, { relation: 'retry_of' });
      expect(second).toHaveLinkCount(2);
      expect(third).toLinkTo(second, { relation: 'retry_of' });
      expect(third).toLinkTo(added(queue), { relation: 'origin' });
      expect(third).toHaveLinkCount(2);
      for (const { events } of [first, second, third])
        expect(events.filter(({ name }) => name === 'exception')).toHaveLength(1);
    },
  );

  test('is linked to one in a process that has ended', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.add('ship', {}, { attempts: 2 });
    const { code, stdout, stderr } = await runProcess('bullmq-worker', String(bull.connection.port), queue.name);
    expect([code, stderr.replace(/^npm warn.*\n/gm, '')]).toEqual([0, '']);
    await bull.work(
      queue,
      telemetry,
      1,
      telemetry.linkAttempts(async () => undefined),
    );
    const [second] = processed(queue) as [FinishedSpan];
    expect(linkTargets(second)).toEqual([
      `${added(queue).spanContext().traceId}-${added(queue).spanContext().spanId}`,
      stdout.trim(),
    ]);
    expect(second.links[1]?.attributes).toEqual({ 'spanlink.relation': 'retry_of' });
  });

  test('starts in the turn in which its processor is called, whether or not that links attempts', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    telemetry.linkAttempts(declined);
    await queue.add('ship', {});
    let started: unknown;
    await bull.work(queue, telemetry, 1, async () => {
      await Promise.resolve();
      started = recorder.unfinished.map(({ name }) => name).filter((name) => name.startsWith('process'));
    });
    expect(started).toEqual([`process ${queue.name}`]);
  });

  test.each(relations)('that delays itself is a trace of its own each time, with the relation %s', async (relation) => {
    const telemetry = new LinkedTelemetry({ relation });
    const queue = bull.queue(telemetry);
    await queue.add('ship', {});
    const process = telemetry.linkAttempts(async (job: Job, token?: string) => {
      if (job.attemptsStarted === 4) return;
      await job.moveToDelayed(Date.now() + 1, token as string);
      throw new DelayedError();
    });
    await bull.work(queue, telemetry, 1, process as (job: Job) => unknown);
    expect(processed(queue)).toHaveLength(4);
    expect(tracesOf(processed(queue))).toBe(4);
    for (const span of processed(queue).slice(1)) {
      expect(span).toBeRootSpan();
      expect(span).toLinkTo(added(queue), { relation: 'origin' });
      expect(span).toHaveLinkCount(1);
      expect(span.events.filter(({ name }) => name === 'exception')).toEqual([]);
    }
  });

  test('that delays itself for ever makes no growing trace, with the telemetry alone set (bullmq#2942)', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.add('ship', {});
    const poll = async (job: Job): Promise<void> => {
      if (job.attemptsStarted === 10) return;
      await job.moveToDelayed(Date.now(), job.token);
      throw new DelayedError();
    };
    await bull.work(queue, telemetry, 1, poll);
    expect(tracesOf(processed(queue))).toBe(10);
    for (const span of processed(queue)) expect(span).toLinkTo(added(queue), { relation: 'origin' });
  });

  test('among those of many jobs at once is linked to the one before at its own job', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.addBulk(Array.from({ length: 30 }, () => ({ name: 'ship', data: {}, opts: { attempts: 3 } })));
    await bull.work(queue, telemetry, 90, declined, { concurrency: 7 });
    const byJob = new Map<unknown, FinishedSpan[]>();
    for (const span of processed(queue))
      byJob.set(span.attributes['bullmq.job.id'], [...(byJob.get(span.attributes['bullmq.job.id']) ?? []), span]);
    expect(byJob.size).toBe(30);
    for (const [first, second, third] of byJob.values() as Iterable<FinishedSpan[]>) {
      expect(first).toHaveLinkCount(1);
      expect(second).toLinkTo(first as FinishedSpan, { relation: 'retry_of' });
      expect(third).toLinkTo(second as FinishedSpan, { relation: 'retry_of' });
      expect(third).toHaveLinkCount(2);
    }
  });

  test('after one whose process was killed is a trace of its own, linked to the producer', async () => {
    const telemetry = new LinkedTelemetry({ relation: 'both' });
    const queue = bull.queue(telemetry);
    await queue.add('ship', {});
    const { signal } = (await runProcess('bullmq-worker', String(bull.connection.port), queue.name, 'die')) as {
      signal?: string;
    };
    expect(signal).toBe('SIGKILL');
    const ship = telemetry.linkAttempts(async ({ attemptsStarted, stalledCounter }) => [
      attemptsStarted,
      stalledCounter,
    ]);
    await bull.work(queue, telemetry, 1, ship, { stalledInterval: 50, maxStalledCount: 3 });
    const [second] = processed(queue) as [FinishedSpan];
    expect(second).toBeRootSpan();
    expect(second).toLinkTo(added(queue), { relation: 'origin' });
    expect(second).toHaveLinkCount(1);
    expect((await queue.getCompleted())[0]?.returnvalue).toEqual([2, 1]);
  });

  test('by hand, of a job that had failed for good, is linked to the last one', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    const job = await queue.add('ship', {});
    await bull.work(queue, telemetry, 1, declined);
    await job.retry();
    await bull.work(queue, telemetry, 1);
    const [first, second] = processed(queue) as [FinishedSpan, FinishedSpan];
    expect(second).toLinkTo(first, { relation: 'retry_of' });
  });

  test('is not linked to one at an earlier job that had its id', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    for (let day = 0; day < 2; day++) {
      await queue.add('ship', {}, { jobId: 'daily', removeOnFail: true });
      await bull.work(queue, telemetry, 1, declined);
    }
    for (const span of processed(queue)) expect(span).toHaveLinkCount(1);
  });

  test('leaves the data, the options and the result of the job as they are', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    const { id, opts } = await queue.add('ship', { order: 7 }, { attempts: 2 });
    await bull.work(
      queue,
      telemetry,
      2,
      telemetry.linkAttempts(async (job) => {
        if (job.attemptsMade === 0) throw new Error('card declined');
        return { shipped: true };
      }),
    );
    const job = (await queue.getJob(id as string)) as Job;
    expect([job.data, job.returnvalue, job.opts.telemetry]).toEqual([{ order: 7 }, { shipped: true }, opts.telemetry]);
  });

  test('calls its processor as BullMQ does, with the worker as this, and throws what it throws', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    const error = new Error('thrown at once');
    const calls: unknown[] = [];
    const process = telemetry.linkAttempts(function (this: unknown, ...args: unknown[]): never {
      calls.push([(this as { name: string } | undefined)?.name, args.length]);
      throw error;
    });
    await queue.add('ship', {});
    await bull.work(queue, telemetry, 1, process as never);
    expect(() => process(undefined as never)).toThrow(error);
    expect(calls).toEqual([
      [queue.name, 3],
      [undefined, 1],
    ]);
  });

  test.each([
    [
      'cannot be read',
      () => Promise.reject(new Error('no client')),
      ['spanlink: LinkedTelemetry.linkAttempts could not read the attempt before'],
    ],
    ['is not there in time', () => new Promise<never>(() => undefined), []],
    ['is not what we wrote', async () => ({ hget: async () => '{"spanlink-retry-of":7' }), []],
  ])('runs even if the one before %s, with the link to its producer', async (_why, client, expected) => {
    const reports = recordReports();
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.add('ship', {}, { attempts: 2 });
    const process = telemetry.linkAttempts(async (job) => {
      if (job.attemptsMade === 0) throw new Error('card declined');
      return 'shipped';
    });
    await bull.work(queue, telemetry, 2, (job) => process.call({ getBackend: () => ({ client: client() }) }, job));
    const [, second] = processed(queue) as [FinishedSpan, FinishedSpan];
    expect(second).toLinkTo(added(queue), { relation: 'origin' });
    expect(second).toHaveLinkCount(1);
    expect((await queue.getCompleted())[0]?.returnvalue).toBe('shipped');
    expect(reports).toEqual(expected);
  });
});
