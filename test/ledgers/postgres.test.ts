/** The ledger in PostgreSQL, in a server and embedded: the promises of every ledger. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PostgresLedger } from 'spanlink/workflow';
import { openPool } from '../fixtures/postgres';
import { startPostgres } from '../servers/postgres';
import { describeWith } from '../servers/server';
import { type LedgerStorage, testLedger } from './conformance';

describeWith('postgres', 'PostgreSQL', () => {
  testLedger('a ledger in PostgreSQL, through pg', () => inServer());
  testLedger(
    'a ledger in PostgreSQL that isolates transactions strictly',
    () => inServer('-c default_transaction_isolation=serializable'),
    { numRuns: 5 },
  );
});

testLedger('a ledger in PostgreSQL, through PGlite', async () => {
  const database = startPglite();
  return { ledger: (options) => new PostgresLedger(database, options), close: () => database.close() };
});

/** Each second ledger has a pool of its own. */
async function inServer(options?: string): Promise<LedgerStorage> {
  const server = await startPostgres();
  const pools = [openPool(server.port), openPool(server.port)] as const;
  for (const pool of pools) pool.options.options = options;
  let ledgers = 0;
  return {
    ledger: (ledgerOptions) => new PostgresLedger(pools[ledgers++ % 2 === 0 ? 0 : 1], ledgerOptions),
    close: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
      await server.stop();
    },
  };
}

function startPglite() {
  const child = fork(join(__dirname, '../processes/ledger-sql-pglite.ts'), { execArgv: ['--import', 'tsx'] });
  const waiting = new Map<number, (rows: unknown[] | undefined, error?: object) => void>();
  let queries = 0;
  child.on('message', ([id, rows, error]: [number, unknown[] | undefined, object | undefined]) =>
    waiting.get(id)?.(rows, error),
  );
  return {
    query: (text: string, values: unknown[] = []) =>
      new Promise<{ rows: unknown[] }>((resolve, reject) => {
        const id = queries++;
        waiting.set(id, (rows, error) => {
          waiting.delete(id);
          if (rows === undefined) reject(Object.assign(new Error('PGlite'), error));
          else resolve({ rows });
        });
        child.send([id, text, values]);
      }),
    close: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}
