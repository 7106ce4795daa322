/** Runs that are forgotten while they are worked on: nothing fails, and nothing is left behind. */
import { PostgresLedger } from 'spanlink/workflow';
import { openPool } from '../fixtures/postgres';
import { startPostgres } from '../servers/postgres';
import { describeWith } from '../servers/server';
import { finishAttempt, openingOf } from '../fixtures/ledgers';

describeWith('postgres', 'PostgreSQL', () => {
  test('prunes everything again and again while others open attempts', async () => {
    const server = await startPostgres();
    const pool = openPool(server.port);
    const ledger = new PostgresLedger(pool);
    const opened = { isDone: false };
    const prune = async (): Promise<number> => {
      let pruned = 0;
      while (!opened.isDone) pruned += await ledger.prune(Date.now() + 1_000);
      return pruned;
    };
    const open = async (worker: number): Promise<void> => {
      for (let n = 0; n < 100; n++)
        await finishAttempt(
          ledger,
          openingOf({ workflow: 'loan', run: String(n % 3) }, 'submit', { item: String((n + worker) % 2) }),
        );
    };
    try {
      const pruned = Promise.all([prune(), prune()]);
      await Promise.all(Array.from({ length: 6 }, (_, worker) => open(worker))).finally(() => (opened.isDone = true));
      expect((await pruned).reduce((sum, one) => sum + one) + (await ledger.prune(Date.now() + 1_000))).toBe(600);
      const { rows } = await pool.query(
        'SELECT (SELECT count(*) FROM spanlink_runs) AS runs, (SELECT count(*) FROM spanlink_items) AS items',
      );
      expect(rows).toEqual([{ runs: '0', items: '0' }]);
      for (const run of ['0', '1', '2'])
        expect((await finishAttempt(ledger, openingOf({ workflow: 'loan', run }, 'submit'))).attempt).toBe(1);
    } finally {
      await pool.end();
      await server.stop();
    }
  });
});
