/**
 * A shop in NestJS, in three processes: the HTTP API with its cron jobs, the payment service behind RabbitMQ, and the
 * fulfilment worker behind BullMQ. An order goes through all of them, later and more than once. No parent can join
 * that, but links can, by annotation. `src/` is the application, set up like any Nest application; `run/` starts it and
 * checks its traces.
 *
 * npm run sample:shop
 *
 * starts RabbitMQ and Redis on free ports (as root on Debian, it installs them if they are missing), and fails if a
 * link is missing. With `OTEL_EXPORTER_OTLP_ENDPOINT` set, all processes also export there; with `--explore`, an
 * explorer shows the traces.
 */
import { SpanStatusCode } from '@opentelemetry/api';
import { type FinishedSpan, renderTraces } from 'spanlink/console';
import { explore } from '../explore.js';
import { checkLinks } from './run/checks.js';
import { startServers } from './run/servers.js';
import { Services } from './run/services.js';

/** The parcel of the second order misses the ferry once; that of the third comes back each time. */
const ORDERS = [
  { item: 'tea', address: 'next door' },
  { item: 'lamp', address: 'island' },
  { item: 'desk', address: 'nowhere' },
];

const isDone = ({ status }: FinishedSpan): boolean => status.code !== SpanStatusCode.ERROR;

async function runShop(services: Services, signal: AbortSignal): Promise<void> {
  // 1. The three services, each a process with an OpenTelemetry SDK of its own
  const [api] = await Promise.all(['api', 'payments', 'fulfilment'].map((name) => services.start(name)));
  if (api === undefined) return;

  // 2. A customer takes three offers: each order is answered at once, and all else happens later
  for (const { item, address } of ORDERS) {
    const offer = await ask(`${api.url}/offers/${item}`, { signal });
    const headers = { 'content-type': 'application/json' };
    const order = await ask(`${api.url}/orders`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ offer, address }),
      signal,
    });
    console.log(`ordered ${item}:`, order);
  }

  // 3. Two are shipped, one of them at the second attempt; one ends as a dead letter, and is taken back
  await services.until(2, (span) => span.name === 'OrderSaga.ship' && isDone(span));
  await services.until(1, (span) => span.name === 'OrderSaga.release' && isDone(span));

  // 4. At midnight, cron sends the invoices of the day in one go
  api.child.send('midnight');
  await services.until(1, ({ name }) => name === 'InvoicesService.sendOfTheDay');
}

async function ask(url: string, request: RequestInit): Promise<unknown> {
  const response = await fetch(url, request);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** The traces with links to or from them; the others are the workers' own activity. */
function linkedSpans(spans: readonly FinishedSpan[]): FinishedSpan[] {
  const linked = new Set(
    spans.flatMap((span) => span.links.flatMap(({ context }) => [context.traceId, span.spanContext().traceId])),
  );
  return spans.filter((span) => linked.has(span.spanContext().traceId));
}

async function main(): Promise<void> {
  const run = new AbortController();
  const deadline = setTimeout(() => run.abort(new Error('the shop took longer than two minutes')), 120_000);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => run.abort(new Error(`stopped by ${signal}`)));
  const servers = await startServers();
  const services = new Services(servers.environment, run);
  try {
    try {
      run.signal.throwIfAborted();
      await runShop(services, run.signal);
    } finally {
      await services.stop();
    }

    // 5. Every trace as a tree, each link by the name of what it points to
    console.log(`\n${renderTraces(linkedSpans(services.spans))}\n`);

    // 6. Nothing was lost on the way
    const checks = checkLinks(services.spans);
    for (const { label, passed } of checks) console.log(`${passed ? '✓' : '✗'} ${label}`);
    process.exitCode = checks.every(({ passed }) => passed) ? 0 : 1;
  } catch (error) {
    console.error(String(run.signal.aborted ? run.signal.reason : error));
    process.exitCode = 1;
  } finally {
    clearTimeout(deadline);
    await servers.stop();
  }
}

await (process.argv.includes('--explore') ? explore(import.meta.url) : main());
