/** The set-up of ledgers in SQL: their options, the names of their tables, and the rights to create them. */
import type { PGlite } from '@electric-sql/pglite';
import { createClient } from '@libsql/client';
import Database from 'libsql';
import { Pool, type Client, type PoolClient } from 'pg';
import { type PostgresDatabase, PostgresLedger, SqliteLedger } from 'spanlink/workflow';
import { openPool } from '../fixtures/postgres';
import { startPostgres } from '../servers/postgres';
import { describeWith, type Server } from '../servers/server';
import { finishAttempt, newRun, openingOf } from '../fixtures/ledgers';

/** Returns a value of any type. */
export const ALLOWED = {
  pool: (pool: Pool) => new PostgresLedger(pool),
  client: (client: Client | PoolClient) => new PostgresLedger(client),
  pglite: (pglite: PGlite) => new PostgresLedger(pglite, { schema: 'tracing', prefix: 'loans_', retentionDays: 7 }),
  libsql: () => new SqliteLedger(new Database(':memory:'), { prefix: 'loans_' }),
  client_: () => new SqliteLedger(createClient({ url: ':memory:' })),
  // @ts-expect-error SQLite has no schemas
  schema: () => new SqliteLedger(new Database(':memory:'), { schema: 'tracing' }),
  // @ts-expect-error nor is a path a database
  path: () => new SqliteLedger('ledger.db'),
};

const NONE: PostgresDatabase = { query: () => Promise.reject(new Error('no')) };

test.each([
  ['nothing', undefined, 'it got undefined'],
  ['null', null, 'it got null'],
  ['a path', 'ledger.db', 'it got string'],
  ['a map', new Map(), 'it got an object of Map'],
  ['half a database', { prepare: () => undefined }, 'it got an object of Object'],
  ['what has a prototype of its own', Object.create(null), 'it got an object'],
])('a ledger in SQL refuses %s as its database', (_what, database, found) => {
  expect(() => new SqliteLedger(database as never)).toThrow(
    refusal('node:sqlite, better-sqlite3 or libsql', '@libsql/client', found, 'Open one first: '),
  );
  expect(() => new PostgresLedger(database as never)).toThrow(
    refusal('pool or a client of pg, or a PGlite', found, 'Create one first: '),
  );
});

const BAD_NAMES = [
  '',
  '1a',
  'a-b',
  'a b',
  'a"; DROP TABLE spanlink_attempts; --',
  "a'",
  'a.b',
  'ä',
  'a\n',
  'a'.repeat(42),
  7,
  ['a'],
  { toString: () => 'a' },
];

test.each(BAD_NAMES)('a ledger in SQL refuses %p as a prefix and as a schema', (name) => {
  expect(() => new SqliteLedger(new Database(':memory:'), { prefix: name as string })).toThrow(
    refusal(`A ledger's prefix is a letter or _`, 'it got ', 'Choose one such as'),
  );
  expect(() => new PostgresLedger(NONE, { prefix: name as string })).toThrow(
    refusal(`A ledger's prefix is a letter or _`, 'it got ', 'Choose one such as'),
  );
  expect(() => new PostgresLedger(NONE, { schema: name as string })).toThrow(
    refusal(`A ledger's schema is a letter or _`, 'it got ', 'Choose one such as'),
  );
  expect(() => PostgresLedger.schema({ prefix: name as string })).toThrow(
    refusal(`A ledger's prefix is a letter or _`, 'it got ', 'Choose one such as'),
  );
});

test.each(['spanlink_', 'Loans', '_', 'select', 'a'.repeat(41)])(
  'tables in SQLite may begin with %p, beside other tables',
  async (prefix) => {
    const database = new Database(':memory:');
    const run = newRun();
    const [ledger, other] = [new SqliteLedger(database, { prefix }), new SqliteLedger(database, { prefix: 'other_' })];
    await finishAttempt(other, openingOf(run, 'submit'));
    await finishAttempt(ledger, openingOf(run, 'submit'));
    expect((await finishAttempt(ledger, openingOf(run, 'submit'))).attempt).toBe(2);
    expect(await other.history(run.workflow, run.run)).toHaveLength(1);
    const tables = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'other%' ORDER BY name")
      .all() as { name: string }[];
    expect(tables.map(({ name }) => name)).toEqual(
      ['attempts', 'items', 'runs', 'schema'].map((name) => prefix + name),
    );
  },
);

test('a database of SQLite that has tables keeps its pragmas', async () => {
  const database = new Database(':memory:');
  database.exec('CREATE TABLE orders (id)');
  const statements: string[] = [];
  const watched = {
    prepare: (sql: string) => database.prepare(sql),
    exec: (sql: string) => [statements.push(sql.slice(0, 6)), database.exec(sql)],
  };
  await finishAttempt(new SqliteLedger(watched), openingOf(newRun(), 'submit'));
  expect(new Set(statements)).toEqual(new Set(['CREATE']));
});

describeWith('postgres', 'In PostgreSQL,', () => {
  let server: Server;
  let admin: Pool;
  let user: Pool;

  beforeAll(async () => {
    server = await startPostgres();
    admin = openPool(server.port);
    await admin.query('CREATE SCHEMA tracing; CREATE ROLE app LOGIN; GRANT USAGE ON SCHEMA tracing TO app');
    user = new Pool({ connectionString: `postgresql://app@127.0.0.1:${server.port}/postgres` }).on(
      'error',
      () => undefined,
    );
  });
  afterAll(async () => {
    await Promise.all([admin.end(), user.end()]);
    await server.stop();
  });

  test.each([
    ['the search path', {}],
    ['a schema, with a prefix', { schema: 'tracing', prefix: 'Select' }],
  ])('a user who may not create tables uses those of an administrator, in %s', async (_where, options) => {
    const ledger = new PostgresLedger(user, options);
    const opening = openingOf(newRun(), 'submit');
    await expect(ledger.open(opening)).rejects.toMatchObject({ code: '42501' });
    await admin.query(PostgresLedger.schema(options));
    await admin.query('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, tracing TO app');
    expect((await ledger.open(opening)).attempt).toBe(1);
    expect((await finishAttempt(new PostgresLedger(user, options), opening)).attempt).toBe(2);
    expect(await ledger.prune(Date.now() + 1_000)).toBe(2);
    // an administrator's tables are the same as a ledger's
    await admin.query(PostgresLedger.schema(options));
    expect((await new PostgresLedger(admin, options).open(opening)).attempt).toBe(1);
  });

  test('ledgers with different table names do not meet', async () => {
    const run = newRun();
    const ledgers = [
      {},
      { prefix: 'a_' },
      { prefix: 'b_' },
      { schema: 'tracing' },
      { schema: 'tracing', prefix: 'a_' },
    ].map((options) => new PostgresLedger(admin, options));
    for (const number of [1, 2]) {
      for (const ledger of ledgers) expect((await ledger.open(openingOf(run, 'submit'))).attempt).toBe(number);
    }
  });
});

function refusal(...words: string[]): Error {
  return expect.objectContaining({
    name: 'TypeError',
    code: 'ERR_SPANLINK_LEDGER',
    message: expect.stringMatching(new RegExp(words.join('.*'), 's')) as string,
  }) as Error;
}
