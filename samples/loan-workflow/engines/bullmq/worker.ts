/** A process that takes jobs until it is told to stop. */
import { once } from 'node:events';
import { type FlowJob, FlowProducer, type Job, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { RedisLedger, useLedger } from 'spanlink/workflow';
import { type LoanApplication, type Step, take } from '../../loan-application.js';
import { runProcess } from '../../run-process.js';
import { deadLetterOf, nextOf, QUEUE } from './jobs.js';

const [name, port, bureaus] = process.argv.slice(2) as [string, string, string];
const connection = { host: '127.0.0.1', port: Number(port) };

await runProcess(name, bureaus, async (loans) => {
  const client = new Redis(connection);
  useLedger(new RedisLedger(client), { timeout: 10_000 });
  const telemetry = new LinkedTelemetry();
  const flows = new FlowProducer({ connection, telemetry });
  const processor = telemetry.linkAttempts((job: Job<Step>) => handle(job, loans, flows));
  // a job is taken from a worker after five seconds of silence; BullMQ's default, thirty, suits real work better
  const worker = new Worker(QUEUE, processor, { connection, telemetry, lockDuration: 5_000, stalledInterval: 1_000 });
  // serves until it is told to stop, or until nobody is left who could tell it
  await Promise.race([once(process, 'message'), once(process, 'disconnect')]);
  await worker.close();
  await flows.close();
  await client.quit();
});

/** Runs the stage in the span of the job, and so in its trace; the next job is added from there. */
async function handle(job: Job<Step>, loans: LoanApplication, flows: FlowProducer): Promise<void> {
  try {
    await take(job.data, loans);
  } catch (error) {
    const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    if (isLast) await add(deadLetterOf(job.data), flows);
    throw error;
  }
  await add(nextOf(job.data), flows);
}

async function add(job: FlowJob | undefined, flows: FlowProducer): Promise<void> {
  if (job !== undefined) await flows.add(job);
}
