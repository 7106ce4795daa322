/** For those who have Temporal: a run is a workflow, and every stage an activity, with a server that remembers them. */
import { Client, Connection } from '@temporalio/client';
import { historyOf, temporalLinks } from 'spanlink/temporal';
import { toRecord, toSpan } from '../../../order-pipeline/span-record.js';
import { startTelemetry } from '../../telemetry.js';
import type { Engine, Surroundings } from '../engine.js';
import { Workers } from '../workers.js';
import { checkLinksOfRuns } from './check-runs.js';
import { decision, loanApplication, revoke } from './workflows.js';

const MISSING =
  'no Temporal server answers at TEMPORAL_ADDRESS (127.0.0.1:7233 by default). Start one: temporal server start-dev';

export async function startEngine({ processes, bureaus }: Surroundings): Promise<Engine> {
  const address = process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233';
  const connection = await Connection.connect({ address, connectTimeout: '5 seconds' }).catch(() => {
    throw new Error(MISSING);
  });
  // this process is the bank's website, which starts runs and calls them
  const telemetry = startTelemetry('website', (span) => processes.spans.push(toSpan(toRecord(span))));
  const namespace = process.env.TEMPORAL_NAMESPACE ?? 'default';
  const client = new Client({ connection, namespace, interceptors: temporalLinks().client });
  // a server of Temporal's outlives the sample
  const sample = `loans-${process.pid}-${Date.now()}`;
  const workflowIdOf = (id: string): string => `${sample}-${id}`;
  const workers = new Workers(processes, new URL('./worker.ts', import.meta.url), [address, sample, bureaus]);

  return {
    history: (id) => historyOf(client.workflow.getHandle(workflowIdOf(id))),
    async decide(application) {
      const options = { taskQueue: sample, workflowId: workflowIdOf(application.id) };
      const handle = await client.workflow.start(loanApplication, { ...options, args: [application] });
      await Promise.race([handle.executeUpdate(decision), workers.failed]);
    },
    async revoke({ id }) {
      const handle = client.workflow.getHandle(workflowIdOf(id));
      await handle.signal(revoke);
      await Promise.race([handle.result(), workers.failed]);
    },
    async stop() {
      await workers.stop();
      await connection.close();
      await telemetry.shutdown();
    },
    check: checkLinksOfRuns,
  };
}
