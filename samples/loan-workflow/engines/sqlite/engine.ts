/**
 * For one machine: each attempt at a stage is a process, as cron or systemd would start it, and a file is the ledger.
 */
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { historyOf, SqliteLedger } from 'spanlink/workflow';
import { checkRun } from '../../checks.js';
import { CHECKS, type Step } from '../../loan-application.js';
import { ATTEMPTS, type Engine, type Surroundings } from '../engine.js';

const SCRIPT = new URL('./stage-process.ts', import.meta.url);

export async function startEngine({ processes, folder, bureaus }: Surroundings): Promise<Engine> {
  const file = join(folder, 'ledger.db');
  const client = createClient({ url: `file:${file}` });

  // a process that failed or died is followed by another, which finds its causes in the ledger
  const perform = async (step: Step): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if ((await processes.start(SCRIPT, [file, bureaus, JSON.stringify(step)]).ended) === 'done') return;
    }
    throw new Error(`${step.stage} of ${step.application.id} was given up`);
  };

  const ledger = new SqliteLedger(client);
  return {
    history: (id) => historyOf('loan-application', id, ledger),
    async decide(application) {
      await perform({ stage: 'submit', application });
      await Promise.all(CHECKS.map((check) => perform({ stage: 'check', application, check })));
      await perform({ stage: 'underwrite', application }).then(
        () => perform({ stage: 'approve', application }),
        () => perform({ stage: 'review', application }),
      );
    },
    async revoke(application) {
      await perform({ stage: 'revoke', application });
    },
    async stop() {
      client.close();
    },
    check: (histories, spans) => histories.flatMap((history) => checkRun(history, spans)),
  };
}
