/** Makes the tables of a ledger in SQLite, once. */
import type { SqliteDriver } from './sqlite-driver.js';
import { sqliteSchema } from './sqlite-schema.js';
import type { Tables } from './tables.js';
import { type MaybePromise, whenReady } from '../../../../lib/ledger/maybe-promise.js';

/** Done when the tables are there. A database that has none of anybody gets a write-ahead log. */
export function migrateSqlite(driver: SqliteDriver, tables: Tables): MaybePromise<void> {
  return whenReady(driver.query('SELECT name FROM sqlite_master', {}), (rows) => {
    const names = rows.map((row) => `"${(row as { name: string }).name}"`);
    if (names.includes(tables.schema)) return undefined;
    return eachOf(
      driver,
      names.length === 0 ? ['PRAGMA journal_mode = WAL', ...sqliteSchema(tables)] : sqliteSchema(tables),
    );
  });
}

function eachOf(driver: SqliteDriver, [statement, ...others]: readonly string[]): MaybePromise<void> {
  return statement === undefined ? undefined : whenReady(driver.execute(statement), () => eachOf(driver, others));
}
