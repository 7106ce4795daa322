/**
 * A loan application takes days: it waits for checks, for a bureau that is down, for a person. No span can be held open
 * that long, and no process lives that long. Each attempt at a stage is a short span of its own, and links say what
 * came before: the ledger remembers it, even an attempt whose process was killed and whose span was never exported.
 *
 * npm run sample:loan
 * npm run sample:loan -- --engine bullmq
 * npm run sample:loan -- --engine temporal
 * npm run sample:loan -- --explore
 *
 * The first starts a process for each attempt, with an SQLite file as the ledger. The second runs every stage as a
 * BullMQ job, with Redis as the ledger, for those who outgrow one machine. The workflow is the same. The third has it
 * as code of Temporal's, whose server remembers attempts itself (at `TEMPORAL_ADDRESS`, such as what
 * `temporal server start-dev` starts). With `--explore`, an explorer shows the traces. The sample fails if a link is
 * missing.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunHistory } from 'spanlink/workflow';
import { explore } from '../explore.js';
import { startBadDay } from './bad-day.js';
import type { Engine } from './engines/engine.js';
import { printRuns } from './print-runs.js';
import { Processes } from './processes.js';

const ENGINES = {
  sqlite: () => import('./engines/sqlite/engine.js'),
  bullmq: () => import('./engines/bullmq/engine.js'),
  temporal: () => import('./engines/temporal/engine.js'),
};

const APPLICATIONS = [
  { id: '7', amount: 12_000 },
  { id: '8', amount: 900 },
] as const;

function isEngine(name: string): name is keyof typeof ENGINES {
  return Object.hasOwn(ENGINES, name);
}

async function runLoans(engine: Engine): Promise<RunHistory[]> {
  // 1. The process that checks the income of number 7 is killed, and another resumes; its underwriting fails once
  const [seven, eight] = APPLICATIONS;
  await engine.decide(seven);

  // 2. The underwriting of number 8 fails each time: it is left to a person
  await engine.decide(eight);

  // 3. The approved loan is revoked
  await engine.revoke(seven);

  // 4. The history of both runs, from the ledger, or from Temporal's server
  return Promise.all(APPLICATIONS.map(({ id }) => engine.history(id)));
}

async function main(): Promise<void> {
  const { engine: name } = parseArgs({ options: { engine: { type: 'string', default: 'sqlite' } } }).values;
  if (!isEngine(name)) throw new Error(`--engine is ${Object.keys(ENGINES).join(', ')}, and not ${name}`);
  const { startEngine } = await ENGINES[name]();

  const processes = new Processes();
  const folder = await mkdtemp(join(tmpdir(), 'loan-workflow-'));
  const bureaus = await startBadDay((pid) => processes.kill(pid));
  try {
    const engine = await startEngine({
      processes,
      folder,
      bureaus: `http://127.0.0.1:${(bureaus.address() as AddressInfo).port}`,
    });
    const deadline = once(AbortSignal.timeout(120_000), 'abort').then(() =>
      Promise.reject(new Error('the sample took longer than two minutes')),
    );
    let histories: RunHistory[];
    try {
      histories = await Promise.race([runLoans(engine), deadline]);
    } catch (error) {
      processes.killAll();
      throw error;
    } finally {
      await engine.stop();
    }

    // 5. Every trace as a tree, and both runs
    printRuns(histories, processes.spans);

    // 6. Nothing was lost on the way
    const checks = engine.check(histories, processes.spans);
    for (const { label, passed } of checks) console.log(`${passed ? '✓' : '✗'} ${label}`);
    process.exitCode = checks.every(({ passed }) => passed) ? 0 : 1;
  } finally {
    bureaus.close();
    bureaus.closeAllConnections();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

await (process.argv.includes('--explore') ? explore(import.meta.url) : main());
