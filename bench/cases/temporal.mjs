/**
 * The time that interceptors add to an attempt at an activity, and to a task of a workflow, which is replayed: as in a
 * live task, its commands get their headers. In a process of its own.
 */
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { startTemporal } from '../../test/servers/temporal.ts';
import { findTemporal } from '../../tools/temporal.cjs';
import { alternate, median } from '../measure.mjs';
import { messages } from '../messages.mjs';
import { register } from '../sdk.mjs';
import { TEMPORAL } from '../temporal/contenders.mjs';

const { state, effort } = JSON.parse(process.argv[2]);
/** Activities of a run, each with a task. */
const ACTIVITIES = 100;
const RUNS = 8;

register('recorded');
const measured = state === 'activity' ? await measureAttempts() : await measureTasks();
process.send(measured === undefined ? [] : [{ state, ...measured }]);
process.disconnect();

/** Median nanoseconds of processor time for an attempt. */
function measureAttempts() {
  const info = {
    activityType: 'pack',
    activityId: '1',
    attempt: 1,
    scheduledTimestampMs: Date.now(),
    inWorkflow: true,
    workflowType: 'orders',
    workflowExecution: { workflowId: 'orders-7', runId: '0af76519-16cd-43dd-8448-eb211c80319c' },
  };
  const bytes = new TextEncoder();
  const inputs = messages(256).map(({ headers }) => ({
    args: [7],
    headers: {
      '_tracer-data': {
        metadata: { encoding: bytes.encode('json/plain') },
        data: bytes.encode(JSON.stringify({ traceparent: headers.traceparent })),
      },
    },
  }));
  const next = async ({ args }) => args[0];
  const entries = Object.entries(TEMPORAL).map(([id, { inbound }]) => ({
    id,
    inputs,
    isAsync: true,
    subject: { handle: (input) => inbound({ info }).execute(input, next) },
  }));
  return alternate(entries, effort);
}

/** Median nanoseconds of processor time for a replayed task, in turns. */
async function measureTasks() {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } });
  if (findTemporal() === undefined) return undefined;
  const workflowsPath = fileURLToPath(new URL('../temporal/workflows.cjs', import.meta.url));
  const server = await startTemporal();
  const workers = {};
  const times = {};
  for (const [id, { modules, sinks }] of Object.entries(TEMPORAL)) {
    const options = { workflowsPath, workflowInterceptorModules: modules, logger: new DefaultLogger('ERROR') };
    const worker = { workflowBundle: await bundleWorkflowCode(options), sinks };
    workers[id] = { worker, history: await record(server, worker, id) };
    times[id] = [];
  }
  await server.stop();
  for (let round = 0; round < 2 + 2 * effort.rounds; round++) {
    for (const [id, { worker, history }] of Object.entries(workers)) {
      const time = await replay(worker, history);
      if (round >= 2) times[id].push(time / (RUNS * ACTIVITIES));
    }
  }
  return Object.fromEntries(Object.entries(times).map(([id, all]) => [id, median(all)]));
}

/** Runs the workflow once, and returns its history. */
async function record({ address, namespace }, options, taskQueue) {
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue,
    activities: { pack: async (order) => order },
    ...options,
  });
  const { workflow } = new Client({ connection, namespace });
  const start = { taskQueue, workflowId: `orders-${taskQueue}`, args: [ACTIVITIES] };
  const handle = await worker.runUntil(async () => {
    const started = await workflow.start('orders', start);
    await started.result();
    return started;
  });
  const history = await handle.fetchHistory();
  await connection.close();
  await native.close();
  return { workflowId: start.workflowId, history };
}

/** Replays the history some times with one worker. @returns nanoseconds of processor time of all threads */
async function replay(options, { workflowId, history }) {
  const before = process.cpuUsage();
  const histories = (async function* () {
    for (let run = 0; run < RUNS; run++) yield { workflowId: `${workflowId}-${run}`, history };
  })();
  for await (const { error } of Worker.runReplayHistories(options, histories)) if (error) throw error;
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1_000;
}
