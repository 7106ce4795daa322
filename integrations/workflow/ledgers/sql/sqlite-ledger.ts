/** A ledger in SQLite, for the processes of one machine. */
import { checkOptionNames } from '../../../../lib/global/option-names.js';
import { nextTurn } from '../../../../lib/global/real-time.js';
import type { Attempt, AttemptKey, Ledger, Opened, Opening, Outcome, Started } from '../../../../lib/ledger/ledger.js';
import { whenReady } from '../../../../lib/ledger/maybe-promise.js';
import { Retention } from '../retention.js';
import { runKey } from './keys.js';
import { onceReady, type RunWhenReady } from './once-ready.js';
import { type OpenedRows, readAttempts, readOpened, type Row } from './rows.js';
import { type SqliteDatabase, sqliteDriver, type SqliteDriver } from './sqlite-driver.js';
import { migrateSqlite } from './sqlite-migration.js';
import { PRUNED_AT_ONCE, type SqliteStatements, sqliteStatements } from './sqlite-statements.js';
import { nameTables, SQL_LEDGER_OPTION_NAMES, type SqlLedgerOptions } from './tables.js';
import { finishValues, openingValues, startValues } from './values.js';

/**
 * Options of a `SqliteLedger`.
 *
 * @example
 * ```ts
 * import Database from 'libsql';
 *
 * const options: SqliteLedgerOptions = { prefix: 'trace_', retentionDays: 90 };
 * useLedger(new SqliteLedger(new Database('ledger.db'), options));
 * ```
 */
export type SqliteLedgerOptions = SqlLedgerOptions;

/**
 * Keeps attempts in a SQLite database, through the application's own driver: `node:sqlite`, better-sqlite3 or libsql,
 * which answer at once, or `@libsql/client`. The first call creates the tables. If another connection holds a lock,
 * calls wait for it without blocking, for at most 5 s.
 *
 * A write is durable once its call has settled: it survives the death of the process in any mode, and that of the
 * machine with the pragma `synchronous = FULL`, which is the default except in better-sqlite3 with a write-ahead log.
 * The application sets the pragmas; only a database that is still empty is put into WAL mode, which needs a local file
 * system.
 *
 * Give the ledger a connection of its own: on one where the application has a transaction open, its writes wait for the
 * end of that transaction, and may be rolled back with it. Give that connection a short lock timeout, as the driver
 * blocks the process meanwhile; but give `@libsql/client` a long one (`createClient({ url, timeout: 5000 })`) if
 * several processes write to the file: after it has met a lock, it keeps later writes uncommitted for a while.
 *
 * Errors of the driver are passed on as they are, thrown where it answers at once.
 *
 * @example
 * ```ts
 * import Database from 'libsql';
 *
 * useLedger(new SqliteLedger(new Database('ledger.db')));
 * ```
 */
export class SqliteLedger implements Ledger {
  readonly #driver: SqliteDriver;
  readonly #statements: SqliteStatements;
  readonly #retention: Retention;
  /** Runs a query once the tables are there. */
  readonly #run: RunWhenReady;

  /**
   * @param database An open database, or a client of `@libsql/client`, which the application closes.
   * @throws {TypeError} `ERR_SPANLINK_LEDGER` if it is not such a database, or the prefix or retention is not valid.
   */
  constructor(database: SqliteDatabase, options: SqliteLedgerOptions = {}) {
    const driver = sqliteDriver(database);
    checkOptionNames('SqliteLedger', options, SQL_LEDGER_OPTION_NAMES);
    const tables = nameTables(options.prefix ?? 'spanlink_');
    this.#driver = driver;
    this.#statements = sqliteStatements(tables);
    this.#retention = new Retention(options);
    this.#run = onceReady(() => migrateSqlite(driver, tables));
  }

  open(opening: Opening): Promise<Opened> | Opened {
    this.#retention.pruneBeside((before) => nextTurn().then(() => this.prune(before)));
    return this.#run(() =>
      whenReady(this.#driver.query(this.#statements.open, openingValues(opening)), (rows) =>
        readOpened(opening, parseResult<OpenedRows>(rows)),
      ),
    );
  }

  start(key: AttemptKey, started: Started): Promise<void> | void {
    return this.#run(() => this.#driver.change(this.#statements.start, startValues(key, started)));
  }

  finish(key: AttemptKey, outcome: Outcome): Promise<void> | void {
    return this.#run(() => this.#driver.change(this.#statements.finish, finishValues(key, outcome)));
  }

  history(workflow: string, run: string): Promise<readonly Attempt[]> | readonly Attempt[] {
    return this.#run(() =>
      whenReady(this.#driver.query(this.#statements.history, { run_key: runKey(workflow, run) }), (rows) =>
        readAttempts(workflow, run, parseResult<Row[]>(rows)),
      ),
    );
  }

  async prune(before: number): Promise<number> {
    for (let pruned = 0; ; await nextTurn()) {
      const { length } = await this.#run(() => this.#driver.query(this.#statements.prune, { before }));
      pruned += length;
      if (length < PRUNED_AT_ONCE) return pruned;
    }
  }
}

function parseResult<T>(rows: readonly unknown[]): T {
  return JSON.parse((rows[0] as { result: string }).result) as T;
}
