/** A process with one or more workers, until it is told to stop: `worker-process.ts <folder> <worker>…`. */
import type { Mailboxes } from './mailboxes.js';
import { runProcess } from './run-process.js';
import { Tools } from './tools.js';
import { type Worker, WORKERS } from './workers.js';

const [folder, ...names] = process.argv.slice(2) as [string, ...string[]];
const stop = new AbortController();
process.on('message', () => stop.abort());

/** A delivery that fails goes back into its mailbox, as in any queue. */
async function serve(mailboxes: Mailboxes, name: string, worker: Worker): Promise<void> {
  while (!stop.signal.aborted) {
    const delivery = await mailboxes.take(name, stop.signal);
    // the span and the ledger have the reason
    await worker.work(delivery).catch(() => mailboxes.putBack(delivery));
  }
}

await runProcess(names[0] as string, async ({ mailboxes }) => {
  const tools = new Tools(folder);
  const all = names.map((name) => {
    const Worker = WORKERS[name];
    if (Worker === undefined) throw new Error(`${name} is no worker`);
    return serve(mailboxes, name, new Worker({ mailboxes, tools }));
  });
  await Promise.allSettled(all);
  await tools.close();
});
