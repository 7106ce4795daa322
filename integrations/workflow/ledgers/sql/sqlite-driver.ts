/** One interface to all drivers of SQLite, those that answer at once and those that answer later. */
import { describeValue, spanlinkError } from '../../../../lib/global/errors.js';
import { warnOnce } from '../../../../lib/global/report.js';
import type { MaybePromise } from '../../../../lib/ledger/maybe-promise.js';
import { isLockError, retryWhileLocked } from './sqlite-locks.js';
import type { Values } from './values.js';

/**
 * A database of `node:sqlite`, better-sqlite3 or libsql.
 *
 * @example
 * ```ts
 * import Database from 'libsql';
 *
 * const database: SyncSqliteDatabase = new Database('ledger.db');
 * database.exec('PRAGMA synchronous = FULL');
 * ```
 */
export interface SyncSqliteDatabase {
  prepare(sql: string): SyncSqliteStatement;
  exec(sql: string): unknown;
}

/**
 * A statement of such a database.
 *
 * @example
 * ```ts
 * import Database from 'libsql';
 *
 * const statement: SyncSqliteStatement = new Database(':memory:').prepare('SELECT 1 AS one');
 * console.log(statement.all({}));
 * ```
 */
export interface SyncSqliteStatement {
  all(values: Values): unknown[];
  run(values: Values): unknown;
}

/**
 * A client of `@libsql/client`.
 *
 * @example
 * ```ts
 * import { createClient } from '@libsql/client';
 *
 * const client: LibsqlClient = createClient({ url: 'file:ledger.db', timeout: 5_000 });
 * useLedger(new SqliteLedger(client));
 * ```
 */
export interface LibsqlClient {
  readonly protocol?: string;
  execute(statement: {
    sql: string;
    args: Record<string, string | number | null>;
  }): Promise<{ readonly rows: readonly unknown[] }>;
}

/**
 * A database that a `SqliteLedger` can use.
 *
 * @example
 * ```ts
 * import Database from 'libsql';
 *
 * const database: SqliteDatabase = new Database('ledger.db');
 * useLedger(new SqliteLedger(database));
 * ```
 */
export type SqliteDatabase = SyncSqliteDatabase | LibsqlClient;

/** Runs one statement a call. */
export interface SqliteDriver {
  /** Runs a statement that has neither parameters nor rows. */
  execute(sql: string): MaybePromise<void>;
  /** Runs a statement that returns rows. */
  query(sql: string, values: Values): MaybePromise<readonly unknown[]>;
  /** Runs a statement that returns no rows. */
  change(sql: string, values: Values): MaybePromise<void>;
}

/**
 * Returns the driver of a database.
 *
 * @throws {TypeError} `ERR_SPANLINK_LEDGER` if it is not a database that a ledger can use.
 */
export function sqliteDriver(database: SqliteDatabase): SqliteDriver {
  const { prepare, exec, execute } = ((database as unknown) ?? {}) as Partial<SyncSqliteDatabase & LibsqlClient>;
  if (typeof prepare === 'function' && typeof exec === 'function') return syncDriver(database as SyncSqliteDatabase);
  if (typeof execute === 'function') return clientDriver(database as LibsqlClient);
  throw spanlinkError(
    'ERR_SPANLINK_LEDGER',
    'A SqliteLedger takes an open database of node:sqlite, better-sqlite3 or libsql (prepare, exec), ' +
      `or a client of @libsql/client (execute); it got ${describeValue(database)}. ` +
      "Open one first: new SqliteLedger(new DatabaseSync('ledger.db')).",
  );
}

function clientDriver(client: LibsqlClient): SqliteDriver {
  const query = async (sql: string, args: Values): Promise<readonly unknown[]> => {
    try {
      return (await client.execute({ sql, args })).rows;
    } catch (error) {
      if (isLockError(error) && client.protocol === 'file')
        warnOnce(
          '@libsql/client',
          'met a lock, after which it keeps writes uncommitted for a while; create the client with a `timeout`',
          error,
        );
      throw error;
    }
  };
  return {
    query,
    change: async (sql, args) => void (await query(sql, args)),
    // when several processes switch a database to its write-ahead log at once, SQLite does not wait, whatever the
    // client's timeout
    execute: (sql) => retryWhileLocked(async () => void (await client.execute({ sql, args: {} }))),
  };
}

function syncDriver(database: SyncSqliteDatabase & { readonly open?: unknown }): SqliteDriver {
  const prepared = new Map<string, SyncSqliteStatement>();
  const statement = (sql: string): SyncSqliteStatement => {
    const found = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, found);
    return found;
  };
  // libsql ends the process when a closed database is used, for instance by a stage that outlives the application's
  // shutdown
  const whileOpen =
    <T>(body: () => T) =>
    (): T => {
      if (database.open === false) throw new Error('The database of the ledger is closed.');
      return body();
    };
  // libsql leaves a statement that met a lock unfinished, and commits nothing more until it is collected: lock first
  const write =
    'syncUntil' in database ? <T>(body: () => T): T => inTransaction(database, body) : <T>(body: () => T): T => body();
  return {
    execute: (sql) => retryWhileLocked(whileOpen(() => void database.exec(sql))),
    query: (sql, values) =>
      retryWhileLocked(
        whileOpen(() =>
          sql.startsWith('SELECT') ? statement(sql).all(values) : write(() => statement(sql).all(values)),
        ),
      ),
    change: (sql, values) => retryWhileLocked(whileOpen(() => write(() => void statement(sql).run(values)))),
  };
}

/** Runs the body in a transaction that takes the lock first; in the application's, if it has one open. */
function inTransaction<T>(database: SyncSqliteDatabase & { readonly inTransaction?: boolean }, body: () => T): T {
  if (database.inTransaction === true) return body();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = body();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // the failure has rolled it back
    }
    throw error;
  }
}
