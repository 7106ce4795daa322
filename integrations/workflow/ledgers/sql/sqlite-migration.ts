/** Creates the tables of a ledger in SQLite. */
import { type MaybePromise, whenReady } from '../../../../lib/ledger/maybe-promise.js';
import type { SqliteDriver } from './sqlite-driver.js';
import { sqliteSchema } from './sqlite-schema.js';
import type { Tables } from './tables.js';

/** Creates the tables where they are missing. A database without any tables is put into WAL mode first. */
export function migrateSqlite(driver: SqliteDriver, tables: Tables): MaybePromise<void> {
  return whenReady(driver.query('SELECT name FROM sqlite_master', {}), (rows) => {
    const names = rows.map((row) => `"${(row as { name: string }).name}"`);
    if (names.includes(tables.schema)) return undefined;
    const schema = sqliteSchema(tables);
    return executeAll(driver, names.length === 0 ? ['PRAGMA journal_mode = WAL', ...schema] : schema);
  });
}

function executeAll(driver: SqliteDriver, [statement, ...others]: readonly string[]): MaybePromise<void> {
  return statement === undefined ? undefined : whenReady(driver.execute(statement), () => executeAll(driver, others));
}
