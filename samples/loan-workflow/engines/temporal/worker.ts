/** A process that works for Temporal until it is told to stop. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { temporalLinks } from 'spanlink/temporal';
import { Bureaus } from '../../bureaus.js';
import { runProcess } from '../../run-process.js';
import { createActivities } from './activities.js';

const [name, address, taskQueue, bureaus] = process.argv.slice(2) as [string, string, string, string];

await runProcess(name, bureaus, async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } });
  const connection = await NativeConnection.connect({ address });
  const links = temporalLinks();
  const worker = await Worker.create({
    connection,
    namespace: process.env.TEMPORAL_NAMESPACE ?? 'default',
    taskQueue,
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
    activities: createActivities(new Bureaus(bureaus)),
    interceptors: links.worker,
    sinks: links.sinks,
    // so that a worker that is killed takes one attempt with it
    maxConcurrentActivityTaskExecutions: 1,
    // a run stays with its worker that long before another one replays it
    stickyQueueScheduleToStartTimeout: '1 second',
  });
  // serves until it is told to stop, or until nobody is left who could tell it
  await worker.runUntil(Promise.race([once(process, 'message'), once(process, 'disconnect')]));
  await connection.close();
});
