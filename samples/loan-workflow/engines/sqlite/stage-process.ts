/** A process that makes one attempt at one stage, and ends. */
import { createClient } from '@libsql/client';
import { SqliteLedger, useLedger } from 'spanlink/workflow';
import { type Step, take } from '../../loan-application.js';
import { runProcess } from '../../run-process.js';

const [file, bureaus, data] = process.argv.slice(2) as [string, string, string];
const step = JSON.parse(data) as Step;

await runProcess([step.stage, step.check].filter(Boolean).join('-'), bureaus, async (loans) => {
  // several processes write the file at once and wait for each other; a stage that takes days can wait for its ledger
  useLedger(new SqliteLedger(createClient({ url: `file:${file}`, timeout: 5_000 })), { timeout: 10_000 });
  await take(step, loans).catch(() => {
    // the span and the ledger have the reason; the exit code tells the parent process to try again
    process.exitCode = 1;
  });
});
