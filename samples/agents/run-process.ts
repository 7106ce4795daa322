/** The common part of the agents' processes: telemetry, mailboxes and the ledger, in the folder of the run. */
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { SqliteLedger, useLedger } from 'spanlink/workflow';
import { Mailboxes } from './mailboxes.js';
import { startTelemetry } from './telemetry.js';

/** Runs the work of a process, whose first argument is the folder, to its end. */
export async function runProcess(
  service: string,
  work: (at: { readonly mailboxes: Mailboxes }) => Promise<void>,
): Promise<void> {
  const folder = process.argv[2] as string;
  const telemetry = startTelemetry(service, folder);
  const client = createClient({ url: `file:${join(folder, 'ledger.db')}`, timeout: 5_000 });
  useLedger(new SqliteLedger(client), { timeout: 10_000 });
  try {
    using mailboxes = await Mailboxes.open(join(folder, 'mailboxes.db'));
    await work({ mailboxes });
  } finally {
    client.close();
    await telemetry.shutdown();
    if (process.connected) process.disconnect();
  }
}
