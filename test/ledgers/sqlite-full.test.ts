/** A disk that is full under a ledger in SQLite: an error while it lasts, and nothing is wrong after it. */
import { createClient } from '@libsql/client';
import Database from 'libsql';
import { type SqliteDatabase, SqliteLedger } from 'spanlink/workflow';
import { keyOf, newRun, NOW, openingOf, startedOf } from '../fixtures/ledgers';

const libsql = new Database(':memory:');
const client = createClient({ url: ':memory:' });

afterAll(async () => {
  // expired attempts are forgotten after the opening
  await new Promise(setImmediate);
  libsql.close();
  client.close();
});

test.each<[string, SqliteDatabase, (sql: string) => unknown]>([
  ['libsql', libsql, (sql) => libsql.exec(sql)],
  ['@libsql/client', client, (sql) => client.execute(sql)],
])(
  'a full disk fails the calls of a ledger until there is space again, through %s',
  async (_driver, database, execute) => {
    const ledger = new SqliteLedger(database);
    const run = newRun();
    const long = openingOf(run, 'submit', { process: 'x'.repeat(1_000) });
    await ledger.open(long);
    // as many pages as there are
    await execute('PRAGMA max_page_count = 1');
    let opened = 1;
    const full = expect.objectContaining({ code: 'SQLITE_FULL' }) as object;
    for (let error: unknown; error === undefined;) {
      await outcomeOf(() => ledger.open(long)).then((failure) =>
        failure === undefined ? opened++ : expect((error = failure)).toEqual(full),
      );
    }
    const links = [{ traceparent: 'x'.repeat(10_000), relation: 'origin' }];
    expect(await outcomeOf(() => ledger.start(keyOf(long), startedOf({ links })))).toEqual(full);
    expect(
      await outcomeOf(() =>
        ledger.finish(keyOf(long), { status: 'completed', endedAt: NOW, error: 'x'.repeat(10_000) }),
      ),
    ).toEqual(full);
    expect(await ledger.history(run.workflow, run.run)).toHaveLength(opened);

    await execute('PRAGMA max_page_count = 100000');
    expect((await ledger.open(long)).attempt).toBe(opened + 1);
    await ledger.start(keyOf(long), startedOf({ links }));
    await ledger.finish(keyOf(long), { status: 'completed', endedAt: NOW });
    const history = await ledger.history(run.workflow, run.run);
    expect(history.map(({ attempt }) => attempt)).toEqual(Array.from({ length: opened + 1 }, (_, n) => n + 1));
    expect(history[0]).toMatchObject({ status: 'completed', links });
  },
);

test('a ledger on a full disk makes its tables when there is space', async () => {
  const database = new Database(':memory:');
  const ledger = new SqliteLedger(database);
  database.exec('CREATE TABLE orders (id); PRAGMA max_page_count = 5');
  const opening = openingOf(newRun(), 'submit');
  for (const _ of [1, 2]) expect(await outcomeOf(() => ledger.open(opening))).toMatchObject({ code: 'SQLITE_FULL' });
  database.exec('PRAGMA max_page_count = 100000');
  expect((await ledger.open(opening)).attempt).toBe(1);
  await new Promise(setImmediate);
  database.close();
});

async function outcomeOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}
