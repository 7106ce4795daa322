/** Ledgers in one file of SQLite. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteLedger } from 'spanlink/workflow';
import type { LedgerStorage } from './conformance';

/** Each ledger has a connection of its own to one file. */
export async function inFolder(connect: (path: string) => Connection): Promise<LedgerStorage> {
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

/** An open database of a driver. */
export type Connection = ConstructorParameters<typeof SqliteLedger>[0] & { close(): unknown };
