/** One way to talk to every driver of SQLite, whether it answers at once or later. */
import { setTimeout } from 'node:timers/promises';
import { warnOnce } from '../../../../lib/global/report.js';

import type { MaybePromise } from '../../../../lib/ledger/maybe-promise.js';
import type { Values } from './values.js';
import { describeValue, spanlinkError } from '../../../../lib/global/errors.js';

/** A database of `node:sqlite`, better-sqlite3 or libsql. */
export interface SyncSqliteDatabase {
  prepare(sql: string): SyncSqliteStatement;
  exec(sql: string): unknown;
}

/** A statement of such a database. */
export interface SyncSqliteStatement {
  all(values: Values): unknown[];
  run(values: Values): unknown;
}

/** A client of `@libsql/client`. */
export interface LibsqlClient {
  readonly protocol?: string;
  execute(statement: {
    sql: string;
    args: Record<string, string | number | null>;
  }): Promise<{ readonly rows: readonly unknown[] }>;
}

/** What a `SqliteLedger` works with. */
export type SqliteDatabase = SyncSqliteDatabase | LibsqlClient;

/** Runs one statement; one that gives rows has to be asked for them. */
export interface SqliteDriver {
  /** Does what has neither values nor rows. */
  execute(sql: string): Promise<void> | void;
  query(sql: string, values: Values): Promise<readonly unknown[]> | readonly unknown[];
  change(sql: string, values: Values): Promise<void> | void;
}

/** The driver of that database. Throws for what is none. */
export function sqliteDriver(database: SqliteDatabase): SqliteDriver {
  const { prepare, exec, execute } = ((database as unknown) ?? {}) as Partial<SyncSqliteDatabase & LibsqlClient>;
  if (typeof prepare === 'function' && typeof exec === 'function') return syncDriver(database as SyncSqliteDatabase);
  if (typeof execute === 'function') return clientDriver(database as LibsqlClient);
  throw spanlinkError(
    'ERR_SPANLINK_LEDGER',
    `A SqliteLedger takes an open database of node:sqlite, better-sqlite3 or libsql (prepare, exec), or a client of @libsql/client (execute); it got ${describeValue(database)}. Open one first: new SqliteLedger(new DatabaseSync('ledger.db')).`,
  );
}

function clientDriver(client: LibsqlClient): SqliteDriver {
  const query = async (sql: string, args: Values): Promise<readonly unknown[]> => {
    try {
      return (await client.execute({ sql, args })).rows;
    } catch (error) {
      if (isBusy(error) && client.protocol === 'file')
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
    // SQLite does not wait for processes that give a database its write-ahead log at once, whatever the client's
    // timeout
    execute: (sql) => patient(async () => void (await client.execute({ sql, args: {} }))),
  };
}

function syncDriver(database: SyncSqliteDatabase & { readonly open?: unknown }): SqliteDriver {
  const prepared = new Map<string, SyncSqliteStatement>();
  const statement = (sql: string): SyncSqliteStatement => {
    const found = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, found);
    return found;
  };
  // libsql ends the process when a database is used that was closed, as by what goes on after the application has done
  // so
  const opened =
    <T>(body: () => T) =>
    (): T => {
      if (database.open === false) throw new Error('The database of the ledger is closed.');
      return body();
    };
  // libsql leaves a statement that met a lock unfinished, and commits nothing more until it is collected: lock first
  const write =
    'syncUntil' in database ? <T>(body: () => T): T => locked(database, body) : <T>(body: () => T): T => body();
  return {
    execute: (sql) => patient(opened(() => void database.exec(sql))),
    query: (sql, values) =>
      patient(
        opened(() => (sql.startsWith('SELECT') ? statement(sql).all(values) : write(() => statement(sql).all(values)))),
      ),
    change: (sql, values) => patient(opened(() => write(() => void statement(sql).run(values)))),
  };
}

/** Does it within a transaction, unless the application has one open. */
function locked<T>(database: SyncSqliteDatabase & { readonly inTransaction?: boolean }, body: () => T): T {
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

/** Milliseconds that a lock of another connection is waited for, without blocking this process. */
const PATIENCE = 5_000;
const LONGEST_DELAY = 50;

/** The result, at once where nobody else writes. */
function patient<T>(body: () => MaybePromise<T>): MaybePromise<T> {
  const retry = (error: unknown): Promise<T> => {
    if (!isBusy(error)) throw error;
    return retried(body, error);
  };
  try {
    const given = body();
    return given instanceof Promise ? given.catch(retry) : given;
  } catch (error) {
    return retry(error);
  }
}

async function retried<T>(body: () => MaybePromise<T>, busy: unknown): Promise<T> {
  const end = performance.now() + PATIENCE;
  for (let limit = 2; performance.now() < end; limit = Math.min(2 * limit, LONGEST_DELAY)) {
    await setTimeout(1 + Math.random() * limit);
    try {
      return await body();
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
  }
  throw busy;
}

/** SQLITE_BUSY and SQLITE_LOCKED: `code` of better-sqlite3 and libsql, `errcode` of `node:sqlite`. */
function isBusy(error: unknown): boolean {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  return (
    /^SQLITE_(BUSY|LOCKED)/.test(String(code)) ||
    (typeof errcode === 'number' && ((errcode & 0xff) === 5 || (errcode & 0xff) === 6))
  );
}
