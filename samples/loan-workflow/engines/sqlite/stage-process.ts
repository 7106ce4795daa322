/** A process that makes one attempt at one stage, and ends. */
import { createClient } from '@libsql/client';
import { SqliteLedger, useLedger } from 'spanlink/workflow';
import { type Step, take } from '../../loan-application.js';
import { runProcess } from '../../run-process.js';

const [file, bureaus, data] = process.argv.slice(2) as [string, string, string];
const step = JSON.parse(data) as Step;

await runProcess([step.stage, step.check].filter(Boolean).join('-'), bureaus, async (loans) => {
  // processes write the file at once, so that one waits for another, and a stage that takes days may wait for its
  // ledger
  useLedger(new SqliteLedger(createClient({ url: `file:${file}`, timeout: 5_000 })), { timeout: 10_000 });
  await take(step, loans).catch(() => {
    // the span and the ledger know why; whoever started this process learns that it is to be done again
    process.exitCode = 1;
  });
});
