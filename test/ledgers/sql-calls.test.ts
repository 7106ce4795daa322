/** The statements of a ledger in SQL: one for each call, and those that forget attempts. */
import { createClient } from '@libsql/client';
import Database from 'libsql';
import type { Pool } from 'pg';
import { type Ledger, type LedgerOptions, PostgresLedger, SqliteLedger } from 'spanlink/workflow';
import { openPool } from '../fixtures/postgres';
import { startPostgres } from '../servers/postgres';
import { describeWith, type Server } from '../servers/server';
import {
  attemptNames,
  DAY,
  finishAttempt,
  keyOf,
  newRun,
  NOW,
  openingOf,
  startAttempt,
  startedOf,
} from '../fixtures/ledgers';

/** A ledger, and the statements that it runs, by their first words. */
interface Watched {
  readonly ledger: Ledger;
  readonly statements: string[];
  /** The error of a statement, if it fails. */
  failure: ((statement: string) => Error | undefined) | undefined;
}

type Watch = (options?: LedgerOptions) => Watched;

describe('SQLite, through a driver that answers at once,', () => {
  watch((options) => {
    const database = new Database(':memory:');
    const { watched, run } = watcher();
    const prepare = (sql: string) => {
      const statement = database.prepare(sql);
      return {
        all: (values: object) => run(sql, () => statement.all(values)),
        run: (values: object) => run(sql, () => statement.run(values)),
      };
    };
    return Object.assign(watched, {
      ledger: new SqliteLedger({ prepare, exec: (sql) => run(sql, () => database.exec(sql)) }, options),
    });
  }, 500);
});

describe('SQLite, through @libsql/client,', () => {
  watch((options) => {
    const client = createClient({ url: ':memory:' });
    const { watched, run } = watcher();
    return Object.assign(watched, {
      ledger: new SqliteLedger(
        { execute: async (statement) => run(statement.sql, () => client.execute(statement)) },
        options,
      ),
    });
  }, 500);
});

describeWith('postgres', 'PostgreSQL', () => {
  let server: Server;
  let pool: Pool;
  let prefixes = 0;

  beforeAll(async () => {
    server = await startPostgres();
    pool = openPool(server.port);
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  watch((options) => {
    const { watched, run } = watcher();
    const query = async (text: string, values?: unknown[]): Promise<{ rows: unknown[] }> =>
      run(text, () => pool.query<object>(text, values));
    return Object.assign(watched, { ledger: new PostgresLedger({ query }, { ...options, prefix: `p${prefixes++}_` }) });
  }, 1_000);
});

function watch(create: Watch, atOnce: number): void {
  test('gets one query a call, and those that make the tables before the first', async () => {
    const { ledger, statements } = create();
    const run = newRun();
    const opening = openingOf(run, 'submit', {
      stages: ['check'],
      continues: 'other',
      origin: { traceparent: 'a', relation: 'origin' },
    });
    await ledger.history(run.workflow, run.run);
    expect(statements.splice(0).length).toBeGreaterThan(1);
    for (const call of [
      () => ledger.open(opening),
      () => ledger.start(keyOf(opening), startedOf()),
      () => ledger.finish(keyOf(opening), { status: 'completed', endedAt: NOW }),
      () => ledger.history(run.workflow, run.run),
    ]) {
      await call();
      expect(statements.filter((statement) => !isPruning(statement))).toHaveLength(1);
      statements.length = 0;
    }
  });

  test('is told to forget at most once a minute, after an opening, in bounded parts', async () => {
    const { ledger, statements } = create();
    const run = newRun();
    const expired = 2 * atOnce + 1;
    await ledger.open(openingOf(run, 'check', { item: '0', startedAt: NOW - 5 * DAY }));
    expect(statements.findIndex(isPruning)).not.toBe(0);
    while (!statements.some(isPruning)) await new Promise(setImmediate);
    for (let n = 1; n < expired; n++)
      await ledger.open(openingOf(run, 'check', { item: String(n % 7), startedAt: NOW - 5 * DAY }));
    const kept = await startAttempt(ledger, openingOf(run, 'submit'));
    await new Promise(setImmediate);
    expect(statements.filter(isPruning)).toHaveLength(1);
    statements.length = 0;
    expect(await ledger.prune(NOW - DAY)).toBe(expired);
    expect(statements.filter(isPruning)).toHaveLength(3);
    expect(attemptNames(await ledger.history(run.workflow, run.run))).toEqual(['submit#1']);
    expect((await ledger.open(openingOf(run, 'check', { item: '0' }))).attempt).toBe(Math.ceil(expired / 7) + 1);
    expect(await ledger.prune(NOW + DAY)).toBe(2);
    expect((await ledger.open(openingOf(run, 'check', { item: '0' }))).attempt).toBe(1);
    await ledger.start(kept, startedOf());
    expect(await ledger.history(run.workflow, run.run)).toHaveLength(1);
  });

  test('that cannot forget still opens attempts', async () => {
    const watched = create({ retentionDays: 1 });
    const run = newRun();
    watched.failure = (statement) => (isPruning(statement) ? new Error('no pruning') : undefined);
    expect((await watched.ledger.open(openingOf(run, 'submit', { startedAt: NOW - 3 * DAY }))).attempt).toBe(1);
    while (!watched.statements.some(isPruning)) await new Promise(setImmediate);
    expect((await watched.ledger.open(openingOf(run, 'submit'))).attempt).toBe(2);
    await expect(async () => watched.ledger.prune(NOW)).rejects.toThrow('no pruning');
  });

  test('that fails rejects each call, and is tried again at the next', async () => {
    const watched = create();
    const opening = openingOf(newRun(), 'submit');
    const broken = new Error('broken');
    for (const isFailing of [() => true, (statement: string) => statement.includes('by_time')]) {
      watched.failure = (statement) => (isFailing(statement) ? broken : undefined);
      await expect((async () => watched.ledger.open(opening))()).rejects.toBe(broken);
      await expect((async () => watched.ledger.start(keyOf(opening), startedOf()))()).rejects.toBe(broken);
      await expect(
        (async () => watched.ledger.finish(keyOf(opening), { status: 'completed', endedAt: NOW }))(),
      ).rejects.toBe(broken);
      await expect((async () => watched.ledger.history('', ''))()).rejects.toBe(broken);
      await expect((async () => watched.ledger.prune(0))()).rejects.toBe(broken);
    }
    watched.failure = undefined;
    expect((await finishAttempt(watched.ledger, opening)).attempt).toBe(1);
  });
}

function watcher(): { watched: Omit<Watched, 'ledger'>; run: <T>(statement: string, body: () => T) => T } {
  const watched: Omit<Watched, 'ledger'> = { statements: [], failure: undefined };
  const run = <T>(statement: string, body: () => T): T => {
    watched.statements.push(statement);
    const failure = watched.failure?.(statement);
    if (failure !== undefined) throw failure;
    return body();
  };
  return { watched, run };
}

function isPruning(statement: string): boolean {
  return statement.includes('DELETE FROM') && !statement.includes('CREATE');
}
