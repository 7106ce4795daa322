/**
 * Locks that others hold on the file of a ledger in SQLite: waited for, without blocking, and nothing is lost by them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { createClient } from '@libsql/client';
import Database from 'libsql';
import { SqliteLedger } from 'spanlink/workflow';
import { keyOf, newRun, NOW, openingOf, startAttempt, startedOf } from '../fixtures/ledgers';

let folder: string;
let path: string;
let other: Database.Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spanlink-ledger-'));
  path = join(folder, 'ledger.db');
  other = new Database(path);
});
afterEach(async () => {
  // expired attempts are forgotten after the opening
  await new Promise(setImmediate);
  other.close();
  rmSync(folder, { recursive: true });
  jest.restoreAllMocks();
});

/** Reads through another connection. */
async function seen({ workflow, run }: { workflow: string; run: string }): Promise<string[]> {
  const database = new Database(path);
  const history = await new SqliteLedger(database).history(workflow, run);
  database.close();
  return history.map(({ attempt, status }) => `${attempt} ${status}`);
}

test.each([
  ['a write-ahead log', 'WAL'],
  ['a rollback journal', 'DELETE'],
])('a ledger that answers at once answers later while another writes, in %s', async (_mode, mode) => {
  other.exec(`CREATE TABLE orders (id); PRAGMA journal_mode = ${mode}`);
  const database = new Database(path);
  const ledger = new SqliteLedger(database);
  const run = newRun();
  const opening = openingOf(run, 'submit');
  expect(ledger.open(opening)).toMatchObject({ attempt: 1 });
  other.exec('BEGIN IMMEDIATE');
  const calls = [
    ledger.open(opening),
    ledger.start(keyOf(opening), startedOf()),
    ledger.finish(keyOf(opening), { status: 'completed', endedAt: NOW }),
  ];
  let turns = 0;
  for (const call of calls) expect(call).toBeInstanceOf(Promise);
  while (turns < 10) await new Promise(setImmediate).then(() => turns++);
  other.exec('COMMIT');
  expect((await Promise.all(calls))[0]).toMatchObject({ attempt: 2 });
  expect(await seen(run)).toEqual(['1 completed', '2 running']);
  // and at once again
  expect(ledger.open(opening)).toMatchObject({ attempt: 3 });
  database.close();
});

test('a ledger makes its tables when the lock is gone, and then answers at once', async () => {
  const database = new Database(path);
  const ledger = new SqliteLedger(database);
  const run = newRun();
  other.exec('CREATE TABLE orders (id); BEGIN IMMEDIATE');
  const opened = ledger.open(openingOf(run, 'submit'));
  other.exec('COMMIT');
  expect(await opened).toMatchObject({ attempt: 1 });
  expect(ledger.open(openingOf(run, 'submit'))).toMatchObject({ attempt: 2 });
  database.close();
});

test('a lasting lock is an error, and later entries are kept', async () => {
  const database = new Database(path);
  const ledger = new SqliteLedger(database);
  const run = newRun();
  const opening = openingOf(run, 'submit');
  await startAttempt(ledger, opening);
  other.exec('BEGIN IMMEDIATE');
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => (now += 1_000));
  await expect(ledger.open(opening)).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
  await expect(ledger.finish(keyOf(opening), { status: 'failed', endedAt: NOW })).rejects.toMatchObject({
    code: 'SQLITE_BUSY',
  });
  other.exec('ROLLBACK');
  await startAttempt(ledger, opening);
  // libsql would keep this to itself, had it met the lock in the statement
  expect(await seen(run)).toEqual(['1 running', '2 running']);
  database.close();
});

test('the ledger writes within a transaction of the application’s', async () => {
  const database = new Database(path);
  const ledger = new SqliteLedger(database);
  const run = newRun();
  database.exec('CREATE TABLE orders (id)');
  await ledger.open(openingOf(run, 'submit'));
  database.exec('BEGIN');
  await startAttempt(ledger, openingOf(run, 'submit'));
  database.exec('INSERT INTO orders VALUES (1)');
  expect(await seen(run)).toEqual(['1 running']);
  database.exec('COMMIT');
  expect(await seen(run)).toEqual(['1 running', '2 running']);
  database.close();
});

test('a database that was closed meanwhile is an error, where libsql would end the process', async () => {
  const database = new Database(path);
  const ledger = new SqliteLedger(database);
  const opening = openingOf(newRun(), 'submit');
  await ledger.open(opening);
  other.exec('BEGIN IMMEDIATE');
  const late = ledger.start(keyOf(opening), startedOf());
  database.close();
  await expect(late).rejects.toThrow('is closed');
  expect(() => ledger.open(opening)).toThrow('is closed');
});

test('a lock that @libsql/client does not wait for is an error that says what to do', async () => {
  const warn = jest.fn();
  diag.setLogger(
    { error() {}, warn, info() {}, debug() {}, verbose() {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const client = createClient({ url: `file:${path}` });
  const ledger = new SqliteLedger(client);
  const opening = openingOf(newRun(), 'submit');
  await ledger.open(opening);
  other.exec('BEGIN IMMEDIATE');
  await expect(ledger.open(opening)).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
  expect(warn).toHaveBeenCalledWith(
    expect.stringContaining('create the client with a `timeout`'),
    expect.objectContaining({ code: 'SQLITE_BUSY' }),
  );
  diag.disable();
  client.close();
});

test('a lock that @libsql/client meets while its tables are made is waited for', async () => {
  const client = createClient({ url: `file:${path}` });
  const execute = client.execute.bind(client) as (statement: unknown) => ReturnType<typeof client.execute>;
  const met: unknown[] = [];
  // the lock is there when the write-ahead log is asked for, and gone once it was met
  jest.spyOn(client, 'execute').mockImplementation(async (statement: unknown) => {
    if (met.length === 0 && (statement as { sql: string }).sql.includes('journal_mode')) other.exec('BEGIN EXCLUSIVE');
    return execute(statement).catch((error: unknown) => {
      met.push(error);
      other.exec('COMMIT');
      throw error as Error;
    });
  });
  const ledger = new SqliteLedger(client);
  const run = newRun();
  await startAttempt(ledger, openingOf(run, 'submit'));
  expect(met).toEqual([expect.objectContaining({ code: 'SQLITE_BUSY' })]);
  expect(await seen(run)).toEqual(['1 running']);
  client.close();
});
