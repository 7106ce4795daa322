/** The order pipeline, run as `npm start` runs it, on the built package. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';

jest.setTimeout(90_000);

const EXPECTED = [
  'BatchWorker.process ← batch_item: OrdersApi.place (order 1)',
  'BatchWorker.process ← batch_item: OrdersApi.place (order 2)',
  'BatchWorker.process ← batch_item: OrdersApi.place (order 3)',
  'RetryWorker.retry ← retry_of: BatchWorker.fulfil (order 2)',
  'RetryWorker.retry ← origin: OrdersApi.place (order 2)',
  'RetryWorker.retry ← retry_of: BatchWorker.fulfil (order 3)',
  'RetryWorker.retry ← origin: OrdersApi.place (order 3)',
  'DeadLetterWorker.bury ← dead_letter_of: RetryWorker.retry (order 3)',
  'DeadLetterWorker.bury ← origin: OrdersApi.place (order 3)',
];

let code: number | null;
let output: string;
beforeAll(async () => {
  ({ code, output } = await runSample());
});

test('each process is linked to those whose rows it took, and the run prints so', () => {
  for (const link of EXPECTED) expect(output).toContain(`✓ ${link}`);
  expect(output).toContain('✓ 9 links in all, 9 expected');
  expect(code).toBe(0);
});

test('the printed trees name the targets of the links', () => {
  const [first, second, third, ...others] = traces(output, 'shop, orders-api');
  const [batch] = traces(output, 'batch-worker');
  const retries = traces(output, 'retry-worker');
  expect(others).toEqual([]);
  expect(retries).toHaveLength(2);
  expect(traces(output, 'dead-letter-worker')).toHaveLength(1);
  expect(linksUnder(output, 'BatchWorker.process')).toEqual([
    `batch_item: OrdersApi.place (trace ${first})`,
    `batch_item: OrdersApi.place (trace ${second})`,
    `batch_item: OrdersApi.place (trace ${third})`,
  ]);
  const retryLinks = linksUnder(output, 'RetryWorker.retry');
  expect(retryLinks).toHaveLength(4);
  expect(retryLinks.filter((link) => link === `retry_of: BatchWorker.fulfil (trace ${batch})`)).toHaveLength(2);
  expect(retryLinks).toContain(`origin: OrdersApi.place (trace ${second})`);
  expect(retryLinks).toContain(`origin: OrdersApi.place (trace ${third})`);
  const [gaveUp, origin, ...rest] = linksUnder(output, 'DeadLetterWorker.bury');
  expect(retries.map((trace) => `dead_letter_of: RetryWorker.retry (trace ${trace})`)).toContain(gaveUp);
  expect(origin).toBe(`origin: OrdersApi.place (trace ${third})`);
  expect(rest).toEqual([]);
});

test('every process exports its spans, with their links, to an OTLP endpoint', async () => {
  const requests: { url: string | undefined; body: Promise<unknown> }[] = [];
  const collector = createServer((request, response) => {
    const body = json(request);
    requests.push({ url: request.url, body });
    void body.then(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await once(collector.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = collector.address() as AddressInfo;
    expect(await runSample(`http://127.0.0.1:${port}`)).toMatchObject({ code: 0 });
  } finally {
    collector.close();
    collector.closeAllConnections();
  }
  expect(new Set(requests.map(({ url }) => url))).toEqual(new Set(['/v1/traces']));
  const exported = (await Promise.all(requests.map(({ body }) => body))) as OtlpExport[];
  const resources = exported.flatMap(({ resourceSpans }) => resourceSpans);
  expect(resources.map(({ resource }) => valueOf(resource.attributes, 'service.name')).sort()).toEqual([
    'batch-worker',
    'dead-letter-worker',
    'orders-api',
    'retry-worker',
    'shop',
  ]);
  const spans = resources.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  const linked = spans.filter(({ links }) => links !== undefined && links.length > 0);
  const exportedIds = new Set(spans.map(({ traceId, spanId }) => `${traceId}-${spanId}`));
  expect(linked.map(({ name, links = [] }) => `${name} ${links.length}`).sort()).toEqual([
    'BatchWorker.process 3',
    'DeadLetterWorker.bury 2',
    'RetryWorker.retry 2',
    'RetryWorker.retry 2',
  ]);
  for (const { traceId, spanId } of linked.flatMap(({ links = [] }) => links))
    expect(exportedIds).toContain(`${traceId}-${spanId}`);
  const batch = linked.find(({ name }) => name === 'BatchWorker.process');
  expect(
    batch?.links?.map(({ attributes }) => [valueOf(attributes, 'spanlink.relation'), valueOf(attributes, 'order.id')]),
  ).toEqual([
    ['batch_item', 1],
    ['batch_item', 2],
    ['batch_item', 3],
  ]);
});

interface OtlpAttribute {
  key: string;
  value: { stringValue?: string; intValue?: number };
}

interface OtlpSpan {
  name: string;
  traceId: string;
  spanId: string;
  links?: { traceId: string; spanId: string; attributes: OtlpAttribute[] }[];
}

interface OtlpExport {
  resourceSpans: { resource: { attributes: OtlpAttribute[] }; scopeSpans: { spans: OtlpSpan[] }[] }[];
}

async function runSample(endpoint?: string): Promise<{ code: number | null; output: string }> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: _, ...env } = process.env;
  const sample = spawn(process.execPath, ['--import', 'tsx', 'samples/order-pipeline/main.ts'], {
    cwd: join(__dirname, '../..'),
    env: endpoint === undefined ? env : { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([text(sample.stdout), once(sample, 'exit')]);
  return { code: code as number | null, output };
}

/** The short ids of the traces of those services, in the order printed. */
function traces(output: string, services: string): (string | undefined)[] {
  return [...output.matchAll(/^trace (\w{8}) {2}(.*)$/gm)]
    .filter(([, , names]) => names === services)
    .map(([, id]) => id);
}

/** Returns the printed links of the spans of that name. */
function linksUnder(output: string, name: string): string[] {
  const lines = output.split('\n');
  const spans = lines.flatMap((line, at) => (line.includes(`─ ${name} `) ? [at + 1] : []));
  return spans.flatMap((start) => {
    const end = lines.findIndex((line, at) => at >= start && !line.includes('← '));
    return lines.slice(start, end).map((line) => line.split('← ')[1] ?? '');
  });
}

function valueOf(attributes: OtlpAttribute[], key: string): string | number | undefined {
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  return value?.stringValue ?? value?.intValue;
}
