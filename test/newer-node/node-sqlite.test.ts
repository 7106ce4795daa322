/** The ledger in SQLite through Node's own driver, which Node 24 brings: the promises of every ledger. */
import { testLedger } from '../ledgers/conformance';
import { type Connection, inFolder } from '../ledgers/sqlite-folder';

const { DatabaseSync } = process.getBuiltinModule('node:sqlite' as 'node:fs') as unknown as {
  DatabaseSync: new (path: string) => Connection;
};

testLedger('a ledger in SQLite, in a file, through node:sqlite', async () =>
  inFolder((path) => new DatabaseSync(path)),
);
