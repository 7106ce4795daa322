/**
 * Fails at one job, prints the ids of the attempt, and ends, or dies of it: `node bullmq-worker.ts <port> <queue>
 * [die]`.
 */
import { Worker } from 'bullmq';
import { formatLink, SpanGuard } from '../../index.js';
import { LinkedTelemetry } from '../../integrations/bullmq/index.js';
import { recordSpans } from '../../integrations/testing/index.js';

recordSpans();
const [port, queue = '', end] = process.argv.slice(2);
const telemetry = new LinkedTelemetry();
let ids = '';

const worker = new Worker(
  queue,
  telemetry.linkAttempts(async () => {
    ids = formatLink(SpanGuard.current().spanContext());
    if (end === 'die') process.kill(process.pid, 'SIGKILL');
    throw new Error('card declined');
  }),
  {
    connection: { host: '127.0.0.1', port: Number(port) },
    telemetry,
    // the job of a worker that dies is soon another's; of any other a busy machine would lose the lock
    ...(end === 'die' ? { lockDuration: 100, stalledInterval: 50 } : {}),
  },
);

worker.on('failed', () => {
  // the job that waits is the other process's
  void worker.close().then(() => console.log(ids));
});
