/** Works on activities of a queue of Temporal until one has failed, and writes the context of its span. */
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { formatLink } from '../../index.js';
import { temporalLinks } from '../../integrations/temporal/index.js';
import { recordSpans } from '../../integrations/testing/index.js';

const [address = '', namespace = '', taskQueue = ''] = process.argv.slice(2);
const recorder = recordSpans();

async function work(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF' } } });
  const connection = await NativeConnection.connect({ address });
  const { sinks, worker: interceptors } = temporalLinks();
  let isShut = false;
  const ship = async (): Promise<never> => {
    if (!isShut) setImmediate(() => worker.shutdown());
    isShut = true;
    throw new Error('it ends');
  };
  const all = { connection, namespace, taskQueue, interceptors, sinks, activities: { ship } };
  const worker: Worker = await Worker.create(all);
  await worker.run();
  await connection.close();
  console.log(formatLink(recorder.span('RunActivity:ship').spanContext()));
}

void work();
