/**
 * Ten processes that begin together on an empty database: tables that make themselves once, and numbers without gaps.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { type Ledger, PostgresLedger, SqliteLedger } from 'spanlink/workflow';
import { findNewerNode } from '../../tools/other-nodes.cjs';
import { openPool } from '../fixtures/postgres';
import { startPostgres } from '../servers/postgres';
import { describeWith } from '../servers/server';

const PROCESSES = 10;
// as few as show a race: each waits for all others, 5 s at most
const EACH = 20;

/** A Node that has `node:sqlite`. */
const NEWER = findNewerNode();

describe('ten processes on one file of SQLite', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'spanlink-ledger-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const isMissing = (driver: string): boolean => driver === 'node:sqlite' && NEWER === undefined;
  const run = (driver: string) => async () => {
    const path = join(folder, 'ledger.db');
    await expectNumbers(driver, path);
    const database = new Database(path);
    await expectAll(new SqliteLedger(database));
    expect(database.prepare('PRAGMA journal_mode').all()).toEqual([{ journal_mode: 'wal' }]);
    database.close();
  };
  for (const driver of ['libsql', '@libsql/client', 'node:sqlite']) {
    (isMissing(driver) ? test.skip : test)(`through ${driver} count as one`, run(driver));
  }
});

describeWith('postgres', 'ten processes on one server of PostgreSQL', () => {
  test('count as one', async () => {
    const server = await startPostgres();
    const pool = openPool(server.port);
    try {
      await expectNumbers('pg', `postgresql://postgres@127.0.0.1:${server.port}/postgres`);
      await expectAll(new PostgresLedger(pool));
    } finally {
      await pool.end();
      await server.stop();
    }
  });
});

/** Has them open at once; each is killed when it has said its numbers, and nothing is lost. */
async function expectNumbers(driver: string, where: string): Promise<void> {
  const options = {
    execArgv: ['--import', 'tsx'],
    ...(driver === 'node:sqlite' && NEWER !== undefined ? { execPath: NEWER } : {}),
  };
  const children = Array.from({ length: PROCESSES }, () =>
    fork(join(__dirname, '../processes/ledger-sql-opener.ts'), [driver, where, String(EACH)], options),
  );
  await Promise.all(children.map(answerOf));
  const answers = await Promise.all(
    children.map(async (child) => {
      child.send('go');
      const answer = (await answerOf(child)) as { attempts?: number[]; error?: string };
      child.kill('SIGKILL');
      await once(child, 'exit');
      return answer;
    }),
  );
  expect(answers.map(({ error }) => error)).toEqual(Array.from({ length: PROCESSES }));
  expect(answers.flatMap(({ attempts = [] }) => attempts).sort((one, other) => one - other)).toEqual(NUMBERS);
}

async function expectAll(ledger: Ledger): Promise<void> {
  const history = await ledger.history('loan', '1');
  expect(history.map(({ attempt }) => attempt)).toEqual(NUMBERS);
  expect(history.map(({ sequence }) => sequence)).toEqual(NUMBERS);
  expect(new Set(history.map(({ status }) => status))).toEqual(new Set(['completed']));
}

const NUMBERS = Array.from({ length: PROCESSES * EACH }, (_, n) => n + 1);

async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const exited = once(child, 'exit', { signal: ended.signal }).then(([code]) =>
    Promise.reject(new Error(`it ended with ${String(code)}`)),
  );
  exited.catch(() => undefined);
  const [message] = (await Promise.race([once(child, 'message'), exited])) as [unknown];
  ended.abort();
  return message;
}
