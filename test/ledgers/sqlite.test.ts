/** The ledger in SQLite, through each driver: what every ledger promises. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import Database from 'libsql';
import { SqliteLedger } from 'spanlink/workflow';
import { type LedgerStorage, testLedger } from './conformance';

testLedger('a ledger in SQLite, in a file, through libsql', async () => inFolder((path) => new Database(path)));

testLedger('a ledger in SQLite, in a file, through @libsql/client', async () => inFolder((path) => createClient({ url: `file:${path}`, timeout: 5_000 })));

testLedger('a ledger in SQLite, in memory, through libsql', async () => {
  const database = new Database(':memory:');
  return { ledger: (options) => new SqliteLedger(database, options), close: async () => void database.close() };
});

testLedger('a ledger in SQLite, in memory, through @libsql/client', async () => {
  const client = createClient({ url: ':memory:' });
  return { ledger: (options) => new SqliteLedger(client, options), close: async () => client.close() };
});

// what Node itself has from 24 on
const sqlite = process.getBuiltinModule('node:sqlite' as 'node:fs') as unknown as { DatabaseSync: new (path: string) => Connection } | undefined;
if (sqlite !== undefined) testLedger('a ledger in SQLite, in a file, through node:sqlite', async () => inFolder((path) => new sqlite.DatabaseSync(path)));

/** Each ledger has a connection of its own to one file. */
async function inFolder(connect: (path: string) => Connection): Promise<LedgerStorage> {
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-ledger-'));
  const connections: Connection[] = [];
  return {
    ledger: (options) => {
      const connection = connect(join(folder, 'ledger.db'));
      connections.push(connection);
      return new SqliteLedger(connection, options);
    },
    close: async () => {
      for (const connection of connections) connection.close();
      rmSync(folder, { recursive: true });
    },
  };
}

type Connection = ConstructorParameters<typeof SqliteLedger>[0] & { close(): unknown };
