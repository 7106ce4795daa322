/**
 * Opens attempts at one stage when it is told to, and sends their numbers: `ledger-sql-opener.ts <driver> <where>
 * <count>`.
 */
import type { Ledger } from '../../lib/ledger/ledger.js';
import { PostgresLedger } from '../../integrations/workflow/ledgers/sql/postgres-ledger.js';
import type { SqliteDatabase } from '../../integrations/workflow/ledgers/sql/sqlite-driver.js';
import { SqliteLedger } from '../../integrations/workflow/ledgers/sql/sqlite-ledger.js';

const [driver, where = '', count] = process.argv.slice(2);

const LEDGERS: Record<string, () => Promise<Ledger>> = {
  libsql: async () => new SqliteLedger(new (await import('libsql')).default(where)),
  '@libsql/client': async () =>
    new SqliteLedger((await import('@libsql/client')).createClient({ url: `file:${where}`, timeout: 10_000 })),
  'node:sqlite': async () => {
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite' as 'node:fs') as unknown as {
      DatabaseSync: new (path: string) => SqliteDatabase;
    };
    return new SqliteLedger(new DatabaseSync(where));
  },
  pg: async () => new PostgresLedger(new (await import('pg')).default.Pool({ connectionString: where, max: 5 })),
};

async function openAll(ledger: Ledger): Promise<number[]> {
  const opening = {
    workflow: 'loan',
    run: '1',
    stage: 'submit',
    item: '',
    stages: [],
    process: String(process.pid),
    startedAt: Date.now(),
  };
  const opened = Array.from({ length: Number(count) }, async () => {
    const { attempt } = await ledger.open(opening);
    await ledger.start(
      { ...opening, attempt },
      { traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`, links: [] },
    );
    await ledger.finish({ ...opening, attempt }, { status: 'completed', endedAt: Date.now() });
    return attempt;
  });
  return Promise.all(opened);
}

async function main(): Promise<void> {
  const ledger = await LEDGERS[String(driver)]?.();
  process.once(
    'message',
    () =>
      ledger &&
      openAll(ledger).then(
        (attempts) => process.send?.({ attempts }),
        (error: Error) => process.send?.({ error: error.stack }),
      ),
  );
  process.send?.('ready');
}

void main();
