/** Takes the rows that wait in the outbox, and prints the links of its span: `node postgres-worker.ts <port>`. */
import { formatLink, LinkFrom } from '../../index.js';
import { recordSpans } from '../../integrations/testing/index.js';
import { openPool, type OutboxRow, takeRows } from '../fixtures/postgres.js';

const recorder = recordSpans();
const pool = openPool(process.argv[2]);

class Worker {
  @LinkFrom(0)
  async ship(rows: OutboxRow[]): Promise<number> {
    return rows.length;
  }
}

async function main(): Promise<void> {
  const shipped = await takeRows(pool, 'SELECT * FROM outbox', (rows: OutboxRow[]) => new Worker().ship(rows));
  await pool.end();
  console.log(
    JSON.stringify({ shipped, links: recorder.span('Worker.ship').links.map(({ context }) => formatLink(context)) }),
  );
}

void main();
