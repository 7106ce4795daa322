/** For many machines: every stage is a job, which workers take from a queue, and Redis is the ledger, too. */
import { Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { historyOf, RedisLedger } from 'spanlink/workflow';
import { toRecord, toSpan } from '../../../order-pipeline/span-record.js';
import { checkRun } from '../../checks.js';
import type { Application, Step } from '../../loan-application.js';
import { startTelemetry } from '../../telemetry.js';
import type { Engine, Surroundings } from '../engine.js';
import { Workers } from '../workers.js';
import { checkJobs } from './check-jobs.js';
import { jobOf, QUEUE } from './jobs.js';
import { startRedis } from './redis-server.js';

export async function startEngine({ processes, folder, bureaus }: Surroundings): Promise<Engine> {
  const redis = await startRedis(folder);
  const connection = { host: '127.0.0.1', port: redis.port };
  // this process is the bank's website, which adds the first job of a run
  const telemetry = startTelemetry('website', (span) => processes.spans.push(toSpan(toRecord(span))));
  const queue = new Queue(QUEUE, { connection, telemetry: new LinkedTelemetry() });
  const events = new QueueEvents(QUEUE, { connection, lastEventId: '0-0' });
  const client = new Redis(connection);
  const workers = new Workers(processes, new URL('./worker.ts', import.meta.url), [String(redis.port), bureaus]);

  const add = async (step: Step): Promise<void> => {
    const { name, data, opts } = jobOf(step);
    await queue.add(name, data, opts);
  };
  const completed = (...steps: Step[]): Promise<void> => {
    const ids: unknown[] = steps.map((step) => jobOf(step).opts.jobId);
    const done = new Promise<void>((resolve) => {
      events.on('completed', ({ jobId }) => {
        if (ids.includes(jobId)) resolve();
      });
    });
    return Promise.race([done, workers.failed]);
  };

  const ledger = new RedisLedger(client);
  return {
    history: (id) => historyOf('loan-application', id, ledger),
    async decide(application: Application) {
      const decided = completed({ stage: 'approve', application }, { stage: 'review', application });
      await add({ stage: 'submit', application });
      await decided;
    },
    async revoke(application: Application) {
      const revoked = completed({ stage: 'revoke', application });
      await add({ stage: 'revoke', application });
      await revoked;
    },
    async stop() {
      await workers.stop();
      await Promise.all([queue.close(), events.close(), client.quit()]);
      await redis.stop();
      await telemetry.shutdown();
    },
    check: (histories, spans) => [...histories.flatMap((history) => checkRun(history, spans)), ...checkJobs(spans)],
  };
}
