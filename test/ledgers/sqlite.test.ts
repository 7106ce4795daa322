/** The ledger in SQLite, through each driver: the promises of every ledger. */
import { createClient } from '@libsql/client';
import Database from 'libsql';
import { SqliteLedger } from 'spanlink/workflow';
import { testLedger } from './conformance';
import { inFolder } from './sqlite-folder';

testLedger('a ledger in SQLite, in a file, through libsql', async () => inFolder((path) => new Database(path)));

testLedger('a ledger in SQLite, in a file, through @libsql/client', async () =>
  inFolder((path) => createClient({ url: `file:${path}`, timeout: 5_000 })),
);

testLedger('a ledger in SQLite, in memory, through libsql', async () => {
  const database = new Database(':memory:');
  return { ledger: (options) => new SqliteLedger(database, options), close: async () => void database.close() };
});

testLedger('a ledger in SQLite, in memory, through @libsql/client', async () => {
  const client = createClient({ url: ':memory:' });
  return { ledger: (options) => new SqliteLedger(client, options), close: async () => client.close() };
});
