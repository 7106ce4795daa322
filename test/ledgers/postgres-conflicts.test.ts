/** Conflicts between processes, after which PostgreSQL leaves it to the client to try again. */
import type { Pool } from 'pg';
import { PostgresLedger } from 'spanlink/workflow';
import { openingOf, startAttempt } from '../fixtures/ledgers';
import { openPool } from '../fixtures/postgres';
import { startPostgres } from '../servers/postgres';
import { describeWith, type Server } from '../servers/server';

let server: Server;
let pool: Pool;
let runs = 0;

/** A ledger whose first openings fail with that code, and a count of its openings. */
function failing(code: string, times: number): { ledger: PostgresLedger; openings: () => number } {
  let openings = 0;
  const query = (text: string, values?: unknown[]) => {
    if (!text.startsWith('WITH run AS') || openings++ >= times) return pool.query(text, values);
    return Promise.reject(Object.assign(new Error('a conflict'), { code }));
  };
  return { ledger: new PostgresLedger({ query }), openings: () => openings };
}

describeWith('postgres', 'A ledger in PostgreSQL', () => {
  beforeAll(async () => {
    server = await startPostgres();
    pool = openPool(server.port);
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  test.each([
    ['a serialization failure', '40001'],
    ['a deadlock', '40P01'],
    ['a number that another process took while the run was pruned', '23505'],
  ])('tries again after %s, and gives the next number', async (_, code) => {
    const { ledger, openings } = failing(code, 2);
    const opening = openingOf({ workflow: 'loan', run: String(runs++) }, 'submit');
    await startAttempt(ledger, opening);
    expect(openings()).toBe(3);
    expect((await ledger.open(opening)).attempt).toBe(2);
  });

  test('does not try again after any other error', async () => {
    const { ledger, openings } = failing('42703', 1);
    const opening = openingOf({ workflow: 'loan', run: String(runs++) }, 'submit');
    await expect(Promise.resolve(ledger.open(opening))).rejects.toMatchObject({ code: '42703' });
    expect(openings()).toBe(1);
  });
});
