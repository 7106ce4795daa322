/**
 * Measures the size of each ledger: 1,250 applications go through eight attempts each, with 20 links in all, which
 * makes 10,000 attempts; then all of them are forgotten. PostgreSQL is PGlite, which is PostgreSQL in this process.
 *
 * npm run measure:ledgers
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createClient } from '@libsql/client';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { Redis } from 'ioredis';
import { type Ledger, MemoryLedger, PostgresLedger, RedisLedger, SqliteLedger, useLedger } from 'spanlink/workflow';
import { Bureaus } from './bureaus.js';
import { startRedis } from './engines/bullmq/redis-server.js';
import { CHECKS, LoanApplication } from './loan-application.js';

const RUNS = 1_250;
const ATTEMPTS = 8 * RUNS;

/** A ledger, and its current size in bytes. */
interface Measured {
  readonly name: string;
  readonly ledger: Ledger;
  readonly size: () => Promise<number>;
}

/** The income arrives at the second attempt, and so does the score. */
class BadBureaus extends Bureaus {
  readonly #asked = new Set<string>();

  override async ask(question: string, application: string): Promise<void> {
    const asked = `${question} ${application}`;
    if (question === 'fraud' || this.#asked.has(asked)) return;
    this.#asked.add(asked);
    throw new Error('the bureau answered 503');
  }
}

async function fill(runs: number): Promise<void> {
  const loans = new LoanApplication(new BadBureaus(''));
  for (let number = 1; number <= runs; number++) {
    const application = { id: `application-${number}`, amount: number };
    await loans.submit(application);
    await Promise.allSettled(CHECKS.map((check) => loans.check(application, check)));
    await loans.check(application, 'income');
    await loans.underwrite(application).catch(() => {});
    await loans.underwrite(application);
    await loans.approve(application);
    await loans.revoke(application);
  }
}

async function measure({ name, ledger, size }: Measured): Promise<void> {
  useLedger(ledger, { timeout: 60_000 });
  const before = await size();
  await fill(RUNS);
  const after = await size();
  const pruned = await ledger.prune(Date.now() + 60_000);
  const left = await size();
  if (pruned !== ATTEMPTS) throw new Error(`${name} had ${pruned} attempts, and not ${ATTEMPTS}`);
  const [perAttempt, perRun, afterwards] = [
    (after - before) / ATTEMPTS,
    (after - before) / RUNS,
    (left - before) / ATTEMPTS,
  ].map(Math.round);
  console.log(
    `${name.padEnd(12)} ${perAttempt} bytes an attempt, ${perRun} a run; ` +
      `${afterwards} an attempt when all are forgotten`,
  );
}

new NodeTracerProvider().register();
const folder = await mkdtemp(join(tmpdir(), 'ledger-size-'));
const redis = await startRedis(folder);
try {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('the heap is measured with node --expose-gc');
  const heap = async (): Promise<number> => {
    await gc({ execution: 'async', type: 'major' });
    return process.memoryUsage().heapUsed;
  };
  // the first error has its stack written, for which Node.js parses and keeps the source map of the whole package
  useLedger(new MemoryLedger());
  await fill(1);
  await measure({ name: 'memory', ledger: new MemoryLedger(), size: heap });

  const file = join(folder, 'ledger.db');
  const sqlite = createClient({ url: `file:${file}` });
  const fileSize = async (): Promise<number> => {
    await sqlite.execute('PRAGMA wal_checkpoint(TRUNCATE)');
    return (await stat(file)).size;
  };
  await measure({ name: 'SQLite', ledger: new SqliteLedger(sqlite), size: fileSize });
  sqlite.close();

  const postgres = await PGlite.create();
  const tables = `
    SELECT coalesce(sum(pg_total_relation_size(oid)), 0) AS size
    FROM pg_class
    WHERE relkind = 'r' AND relname LIKE 'spanlink%'`;
  const tableSize = async (): Promise<number> => {
    await postgres.query('VACUUM');
    return Number((await postgres.query<{ size: string }>(tables)).rows[0]?.size);
  };
  await measure({ name: 'PostgreSQL', ledger: new PostgresLedger(postgres), size: tableSize });
  await postgres.close();

  const client = new Redis({ port: redis.port });
  const used = async (): Promise<number> => Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
  await measure({ name: 'Redis', ledger: new RedisLedger(client), size: used });
  await client.quit();
} finally {
  await redis.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
