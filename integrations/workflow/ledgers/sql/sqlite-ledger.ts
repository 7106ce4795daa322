/** A ledger in SQLite, for the processes of one machine. */
import { setImmediate } from 'node:timers/promises';
import type { Attempt, AttemptKey, Ledger, Opened, Opening, Outcome, Started } from '../../../../lib/ledger/ledger.js';
import { Retention } from '../retention.js';
import { runKey } from './keys.js';
import { attemptsOf, openedFrom, type OpenedRows, type Row } from './rows.js';
import { type SqliteDatabase, sqliteDriver, type SqliteDriver } from './sqlite-driver.js';
import { migrateSqlite } from './sqlite-migration.js';
import { PRUNED_AT_ONCE, type SqliteStatements, sqliteStatements } from './sqlite-statements.js';
import { type SqlLedgerOptions, type Tables, tablesOf } from './tables.js';
import { type MaybePromise, whenReady } from '../../../../lib/ledger/maybe-promise.js';
import { finishValues, openingValues, startValues } from './values.js';

/** What a `SqliteLedger` takes. */
export type SqliteLedgerOptions = SqlLedgerOptions;

/**
 * Keeps attempts in a database of SQLite, through the driver that the application has: `node:sqlite`, better-sqlite3 or
 * libsql, which answer at once, or `@libsql/client`. Its tables make themselves at the first call. A lock of another
 * connection is waited for, for 5 s at most, without blocking.
 *
 * What a settled call wrote survives the death of the process in any mode; that of the machine too with the pragma
 * `synchronous = FULL`, which is the default but in better-sqlite3 with a write-ahead log. The pragmas are the
 * application's; only a database that is still empty is put into the mode `WAL`, which needs a local file system.
 *
 * Give it a connection of its own: on one where the application has a transaction open, what it writes waits for the
 * end of that, and may be rolled back with it. Give that a short lock timeout, as the driver blocks the process
 * meanwhile; but give `@libsql/client` a long one (`createClient({ url, timeout: 5000 })`) when several processes write
 * the file: after a lock that it met, it keeps later writes uncommitted for a while.
 *
 * Throws a `TypeError` with the code `ERR_SPANLINK_LEDGER` for what is no such database, and for a prefix or a
 * retention that is none. Errors of the driver come as they are, thrown where it answers at once.
 *
 * @example
 * useLedger(new SqliteLedger(new DatabaseSync('ledger.db')));
 */
export class SqliteLedger implements Ledger {
  readonly #driver: SqliteDriver;
  readonly #tables: Tables;
  readonly #statements: SqliteStatements;
  readonly #retention: Retention;
  /** That the tables are there; a failure of any call makes it doubtful. */
  #ready: MaybePromise<void> | false = false;

  constructor(database: SqliteDatabase, options: SqliteLedgerOptions = {}) {
    this.#driver = sqliteDriver(database);
    this.#tables = tablesOf(options.prefix ?? 'spanlink_');
    this.#statements = sqliteStatements(this.#tables);
    this.#retention = new Retention(options);
  }

  open(opening: Opening): Promise<Opened> | Opened {
    this.#retention.pruneBeside((before) => setImmediate().then(() => this.prune(before)));
    return this.#call(() =>
      whenReady(this.#driver.query(this.#statements.open, openingValues(opening)), (rows) =>
        openedFrom(opening, resultOf<OpenedRows>(rows)),
      ),
    );
  }

  start(key: AttemptKey, started: Started): Promise<void> | void {
    return this.#call(() => this.#driver.change(this.#statements.start, startValues(key, started)));
  }

  finish(key: AttemptKey, outcome: Outcome): Promise<void> | void {
    return this.#call(() => this.#driver.change(this.#statements.finish, finishValues(key, outcome)));
  }

  history(workflow: string, run: string): Promise<readonly Attempt[]> | readonly Attempt[] {
    return this.#call(() =>
      whenReady(this.#driver.query(this.#statements.history, { run_key: runKey(workflow, run) }), (rows) =>
        attemptsOf(workflow, run, resultOf<Row[]>(rows)),
      ),
    );
  }

  async prune(before: number): Promise<number> {
    for (let pruned = 0; ; await setImmediate()) {
      const { length } = await this.#call(() => this.#driver.query(this.#statements.prune, { before }));
      pruned += length;
      if (length < PRUNED_AT_ONCE) return pruned;
    }
  }

  /** Does it once the tables are there. */
  #call<T>(work: () => MaybePromise<T>): MaybePromise<T> {
    try {
      if (this.#ready === false) {
        this.#ready = whenReady(migrateSqlite(this.#driver, this.#tables), () => (this.#ready = undefined));
      }
      const result = whenReady(this.#ready, work);
      if (result instanceof Promise) result.catch(() => (this.#ready = false));
      return result;
    } catch (error) {
      this.#ready = false;
      throw error;
    }
  }
}

function resultOf<T>(rows: readonly unknown[]): T {
  return JSON.parse((rows[0] as { result: string }).result) as T;
}
