/**
 * Orders go through four processes, no two of which run at the same time. A parent cannot join their traces, but links
 * can: each process reads them from the `traceparent` that the previous one left in its rows.
 *
 * `npm start` runs it with an explorer (`--explore`) and prints the link to the picture; `npm start -- --once` ends
 * there. It fails if a link is missing.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FinishedSpan, renderTraces } from 'spanlink/console';
import { explore } from '../explore.js';
import { checkSpans } from './checks.js';
import type { OrderRequest } from './order.js';
import { endOf, startService } from './service.js';
import { toSpan } from './span-record.js';
import { startTelemetry } from './telemetry.js';

const REQUESTS: OrderRequest[] = [
  { item: 'tea', card: 'valid' },
  { item: 'lamp', card: 'slow-bank' },
  { item: 'desk', card: 'expired' },
];

async function placeOrders(port: number): Promise<void> {
  for (const order of REQUESTS) {
    const response = await fetch(`http://127.0.0.1:${port}/orders`, { method: 'POST', body: JSON.stringify(order) });
    if (response.status !== 201) throw new Error(`the API answered ${response.status}`);
    console.log(`ordered ${order.item}:`, await response.json());
  }
}

async function runPipeline(database: string, run: AbortController): Promise<FinishedSpan[]> {
  // 1. This process is the customer: its requests are client spans
  const telemetry = startTelemetry('shop');

  // 2. The API takes the orders, and ends
  const api = startService('orders-api', database, run);
  const [{ port }] = (await once(api, 'message', { signal: run.signal })) as [{ port: number }];
  await placeOrders(port);
  api.send('stop');
  const spans = await endOf(api, run);

  // 3. Each worker takes the orders that the previous one left: the batch, the retries, the dead letters
  for (const worker of ['batch-worker', 'retry-worker', 'dead-letter-worker']) {
    spans.push(...(await endOf(startService(worker, database, run), run)));
  }
  // causes first, as trees keep the order of what began in one millisecond
  return [...(await telemetry.stop()).map(toSpan), ...spans];
}

async function main(): Promise<void> {
  const run = new AbortController();
  const deadline = setTimeout(() => run.abort(new Error('the run took longer than a minute')), 60_000);
  const folder = await mkdtemp(join(tmpdir(), 'order-pipeline-'));
  try {
    const spans = await runPipeline(join(folder, 'orders.db'), run);

    // 4. Every trace as a tree, each link by the name of what it points to
    console.log(`\n${renderTraces(spans)}\n`);

    // 5. Nothing was lost on the way
    const checks = checkSpans(spans);
    for (const { label, passed } of checks) console.log(`${passed ? '✓' : '✗'} ${label}`);
    process.exitCode = checks.every(({ passed }) => passed) ? 0 : 1;
  } finally {
    clearTimeout(deadline);
    run.abort();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

await (process.argv.includes('--explore') ? explore(import.meta.url) : main());
