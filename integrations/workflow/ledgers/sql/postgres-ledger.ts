/** A ledger in PostgreSQL, for processes anywhere. */
import { describeValue, spanlinkError } from '../../../../lib/global/errors.js';
import { checkOptionNames } from '../../../../lib/global/option-names.js';
import type { Attempt, AttemptKey, Ledger, Opened, Opening, Outcome, Started } from '../../../../lib/ledger/ledger.js';
import { Retention } from '../retention.js';
import { runKey } from './keys.js';
import { onceReady, type RunWhenReady } from './once-ready.js';
import { postgresMigration, postgresSchema } from './postgres-schema.js';
import { PRUNED_AT_ONCE, type PostgresStatements, postgresStatements } from './postgres-statements.js';
import { type OpenedRows, readAttempts, readOpened, type Row } from './rows.js';
import { nameTables, SQL_LEDGER_OPTION_NAMES, type SqlLedgerOptions } from './tables.js';
import {
  FINISH_PARAMETERS,
  finishValues,
  OPEN_PARAMETERS,
  openingValues,
  START_PARAMETERS,
  startValues,
  type Values,
} from './values.js';

/**
 * A database that a `PostgresLedger` can use: a pool or client of `pg`, PGlite, or anything with their `query`.
 *
 * @example
 * ```ts
 * import { Pool } from 'pg';
 *
 * const database: PostgresDatabase = new Pool({ connectionString });
 * useLedger(new PostgresLedger(database));
 * ```
 */
export interface PostgresDatabase {
  query(text: string, values?: unknown[]): PromiseLike<{ readonly rows: readonly unknown[] }>;
}

/**
 * Options of a `PostgresLedger`.
 *
 * @example
 * ```ts
 * import { Pool } from 'pg';
 *
 * const options: PostgresLedgerOptions = { schema: 'tracing', retentionDays: 90 };
 * useLedger(new PostgresLedger(new Pool({ connectionString }), options));
 * ```
 */
export interface PostgresLedgerOptions extends SqlLedgerOptions {
  /** The schema of its tables, which has to exist; by default the first one of the `search_path`. */
  readonly schema?: string;
}

/** The names of those options. */
export const POSTGRES_LEDGER_OPTION_NAMES = [
  ...SQL_LEDGER_OPTION_NAMES,
  'schema',
] as const satisfies readonly (keyof PostgresLedgerOptions)[];

/**
 * Keeps attempts in PostgreSQL, 12 or newer. The first call creates the tables, also when many processes start at once.
 * If the application's user may not create tables, an administrator runs the statements that `PostgresLedger.schema()`
 * returns, and grants `SELECT`, `INSERT`, `UPDATE` and `DELETE` on the tables.
 *
 * Give it a pool, not a client on which the application has transactions open: the ledger's writes would wait for their
 * end, and would be rolled back with them.
 *
 * Errors of the driver are passed on as they are.
 *
 * @example
 * ```ts
 * import { Pool } from 'pg';
 *
 * useLedger(new PostgresLedger(new Pool({ connectionString }), { schema: 'tracing' }));
 * ```
 */
export class PostgresLedger implements Ledger {
  readonly #database: PostgresDatabase;
  readonly #statements: PostgresStatements;
  readonly #retention: Retention;
  /** Runs a query once the tables are there. */
  readonly #run: RunWhenReady;

  /**
   * @param database A pool, which the application ends.
   * @throws {TypeError} `ERR_SPANLINK_LEDGER` if it has no `query`, or the prefix, schema or retention is not valid.
   */
  constructor(database: PostgresDatabase, options: PostgresLedgerOptions = {}) {
    if (typeof (database as Partial<PostgresDatabase> | undefined | null)?.query !== 'function') {
      throw spanlinkError(
        'ERR_SPANLINK_LEDGER',
        `A PostgresLedger takes a pool or a client of pg, or a PGlite (query(text, values)); ` +
          `it got ${describeValue(database)}. ` +
          'Create one first: new PostgresLedger(new Pool({ connectionString })).',
      );
    }
    checkOptionNames('PostgresLedger', options, POSTGRES_LEDGER_OPTION_NAMES);
    const tables = nameTables(options.prefix ?? 'spanlink_', options.schema);
    this.#database = database;
    this.#statements = postgresStatements(tables);
    this.#retention = new Retention(options);
    this.#run = onceReady(() => this.#query(postgresMigration(tables), []));
  }

  /**
   * Returns the statements that create the tables, for an administrator to run.
   *
   * @throws {TypeError} `ERR_SPANLINK_LEDGER` if the prefix or schema is not valid.
   */
  static schema(options: PostgresLedgerOptions = {}): string {
    checkOptionNames('PostgresLedger.schema', options, POSTGRES_LEDGER_OPTION_NAMES);
    return postgresSchema(nameTables(options.prefix ?? 'spanlink_', options.schema));
  }

  async open(opening: Opening): Promise<Opened> {
    const values = inOrder(OPEN_PARAMETERS, openingValues(opening));
    const result = await this.#readResult<OpenedRows>(this.#statements.open, values);
    this.#retention.pruneBeside((before) => this.prune(before));
    return readOpened(opening, result as OpenedRows);
  }

  async start(key: AttemptKey, started: Started): Promise<void> {
    await this.#readResult(this.#statements.start, inOrder(START_PARAMETERS, startValues(key, started)));
  }

  async finish(key: AttemptKey, outcome: Outcome): Promise<void> {
    await this.#readResult(this.#statements.finish, inOrder(FINISH_PARAMETERS, finishValues(key, outcome)));
  }

  async history(workflow: string, run: string): Promise<readonly Attempt[]> {
    const rows = await this.#readResult<Row[]>(this.#statements.history, [runKey(workflow, run)]);
    return readAttempts(workflow, run, rows);
  }

  async prune(before: number): Promise<number> {
    for (let pruned = 0; ;) {
      const count = Number(await this.#readResult<number>(this.#statements.prune, [before]));
      pruned += count;
      if (count < PRUNED_AT_ONCE) return pruned;
    }
  }

  /** Runs one statement once the tables are there. @returns its result, `null` if it has none. */
  async #readResult<T>(text: string, values: unknown[]): Promise<T | null> {
    const rows = await this.#run(() => this.#query(text, values));
    const row = rows[0] as { readonly result: string | null } | undefined;
    return typeof row?.result === 'string' ? (JSON.parse(row.result) as T) : null;
  }

  /** Runs one statement, again after a conflict. */
  async #query(text: string, values: unknown[]): Promise<readonly unknown[]> {
    for (let left = RETRIES; ; left -= 1) {
      try {
        return (await this.#database.query(text, values)).rows;
      } catch (error) {
        if (left === 0 || !RETRIED.has((error as { code?: unknown } | null)?.code)) throw error;
      }
    }
  }
}

/**
 * Errors that ask for another try: a serialization failure under strict isolation, a deadlock, and a number that
 * another process took while the run was pruned.
 */
const RETRIED = new Set<unknown>(['40001', '40P01', '23505']);
const RETRIES = 20;

function inOrder<Name extends string>(names: readonly Name[], values: Values<Name>): unknown[] {
  return names.map((name) => values[name]);
}
