/** A ledger in PostgreSQL, for processes anywhere. */
import type { Attempt, AttemptKey, Ledger, Opened, Opening, Outcome, Started } from '../../../../lib/ledger/ledger.js';
import { Retention } from '../retention.js';
import { runKey } from './keys.js';

import { postgresMigration, postgresSchema } from './postgres-schema.js';
import { PRUNED_AT_ONCE, type PostgresStatements, postgresStatements } from './postgres-statements.js';
import { attemptsOf, openedFrom, type OpenedRows, type Row } from './rows.js';
import { type SqlLedgerOptions, type Tables, tablesOf } from './tables.js';
import { FINISH, finishValues, OPENING, openingValues, START, startValues, type Values } from './values.js';
import { describeValue, spanlinkError } from '../../../../lib/global/errors.js';

/** What a `PostgresLedger` works with: a pool or a client of `pg`, PGlite, and what else has their `query`. */
export interface PostgresDatabase {
  query(text: string, values?: unknown[]): PromiseLike<{ readonly rows: readonly unknown[] }>;
}

/** What a `PostgresLedger` takes. */
export interface PostgresLedgerOptions extends SqlLedgerOptions {
  /** The schema that its tables are in, which has to exist; the first one of the `search_path` by default. */
  readonly schema?: string;
}

/**
 * Keeps attempts in PostgreSQL, 12 or newer. Its tables make themselves at the first call, once, whoever comes first;
 * where the application's user may not create any, an administrator runs `PostgresLedger.schema()`, and grants
 * `SELECT`, `INSERT`, `UPDATE` and `DELETE` on them.
 *
 * Give it a pool, not a client on which the application has transactions: what it writes would wait for their end, and
 * would be rolled back with them.
 *
 * Throws a `TypeError` with the code `ERR_SPANLINK_LEDGER` for what has no `query`, and for a name or a retention that
 * is none. Errors of the driver come as they are.
 *
 * @example
 * useLedger(new PostgresLedger(new Pool({ connectionString }), { schema: 'tracing' }));
 */
export class PostgresLedger implements Ledger {
  readonly #database: PostgresDatabase;
  readonly #tables: Tables;
  readonly #statements: PostgresStatements;
  readonly #retention: Retention;
  /** When the tables are there; a failure of any call makes it doubtful. */
  #ready: Promise<unknown> | undefined;

  constructor(database: PostgresDatabase, options: PostgresLedgerOptions = {}) {
    if (typeof (database as Partial<PostgresDatabase> | undefined | null)?.query !== 'function') {
      throw spanlinkError(
        'ERR_SPANLINK_LEDGER',
        `A PostgresLedger takes a pool or a client of pg, or a PGlite (query(text, values)); it got ${describeValue(database)}. Create one first: new PostgresLedger(new Pool({ connectionString })).`,
      );
    }
    this.#database = database;
    this.#tables = tablesOf(options.prefix ?? 'spanlink_', options.schema);
    this.#statements = postgresStatements(this.#tables);
    this.#retention = new Retention(options);
  }

  /** The statements that make the tables, for an administrator. */
  static schema(options: PostgresLedgerOptions = {}): string {
    return postgresSchema(tablesOf(options.prefix ?? 'spanlink_', options.schema));
  }

  async open(opening: Opening): Promise<Opened> {
    const result = await this.#query<OpenedRows>(this.#statements.open, inOrder(OPENING, openingValues(opening)));
    this.#retention.pruneBeside((before) => this.prune(before));
    return openedFrom(opening, result as OpenedRows);
  }

  async start(key: AttemptKey, started: Started): Promise<void> {
    await this.#query(this.#statements.start, inOrder(START, startValues(key, started)));
  }

  async finish(key: AttemptKey, outcome: Outcome): Promise<void> {
    await this.#query(this.#statements.finish, inOrder(FINISH, finishValues(key, outcome)));
  }

  async history(workflow: string, run: string): Promise<readonly Attempt[]> {
    return attemptsOf(workflow, run, await this.#query<Row[]>(this.#statements.history, [runKey(workflow, run)]));
  }

  async prune(before: number): Promise<number> {
    for (let pruned = 0; ;) {
      const count = Number(await this.#query<number>(this.#statements.prune, [before]));
      pruned += count;
      if (count < PRUNED_AT_ONCE) return pruned;
    }
  }

  /** The result of one statement, once the tables are there. */
  async #query<T>(text: string, values: unknown[]): Promise<T | null> {
    try {
      await (this.#ready ??= this.#retried(postgresMigration(this.#tables), []));
      const row = (await this.#retried(text, values))[0] as { readonly result: string | null } | undefined;
      return typeof row?.result === 'string' ? (JSON.parse(row.result) as T) : null;
    } catch (error) {
      this.#ready = undefined;
      throw error;
    }
  }

  async #retried(text: string, values: unknown[]): Promise<readonly unknown[]> {
    for (let left = TRIES; ; left -= 1) {
      try {
        return (await this.#database.query(text, values)).rows;
      } catch (error) {
        if (left === 0 || !RETRIED.has((error as { code?: unknown } | null)?.code)) throw error;
      }
    }
  }
}

/** What asks for another try: a conflict of transactions that the database isolates strictly, and a deadlock. */
const RETRIED = new Set<unknown>(['40001', '40P01']);
const TRIES = 20;

function inOrder<Name extends string>(names: readonly Name[], values: Values<Name>): unknown[] {
  return names.map((name) => values[name]);
}
