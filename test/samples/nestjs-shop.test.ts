/**
 * The shop in NestJS, compiled as its own build does and run as `npm run sample:shop` runs it, on the built package.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { lines } from '../fixtures/patterns';
import { describeWith } from '../servers/server';
import { type Collector, startCollector } from './collector';

jest.setTimeout(180_000);

const ROOT = join(__dirname, '../..');

/** Every link, as service, span and order, and the same of its target. */
const LINKS = [
  ...['1', '2', '3'].flatMap((order) => [
    `shop-api OrdersService.place ${order} ← origin: shop-api OffersController.show`,
    `shop-payments PaymentsController.charge ${order} ← origin: shop-api OrdersService.place ${order}`,
    `shop-payments OrderSaga.charge ${order} ← previous: shop-api OrderSaga.reserve ${order}`,
    `shop-payments OrderSaga.charge ${order} ← origin: shop-api OrderSaga.reserve ${order}`,
    `shop-fulfilment process fulfilment ${order} ← origin: shop-payments add fulfilment.ship ${order}`,
    `shop-fulfilment OrderSaga.ship ${order} ← previous: shop-payments OrderSaga.charge ${order}`,
    `shop-fulfilment OrderSaga.ship ${order} ← origin: shop-api OrderSaga.reserve ${order}`,
    `shop-api InvoicesService.send ← batch_item: shop-api OrdersService.place ${order}`,
  ]),
  ...['2', '3'].flatMap((order) => [
    `shop-fulfilment process fulfilment ${order}/2 ← origin: shop-payments add fulfilment.ship ${order}`,
    `shop-fulfilment process fulfilment ${order}/2 ← retry_of: shop-fulfilment process fulfilment ${order}`,
    `shop-fulfilment OrderSaga.ship ${order}/2 ← retry_of: shop-fulfilment OrderSaga.ship ${order}`,
    `shop-fulfilment OrderSaga.ship ${order}/2 ← previous: shop-payments OrderSaga.charge ${order}`,
    `shop-fulfilment OrderSaga.ship ${order}/2 ← origin: shop-api OrderSaga.reserve ${order}`,
  ]),
  'shop-fulfilment process dead-letters 3 ← origin: shop-fulfilment add dead-letters.cancel 3/2',
  'shop-fulfilment DeadLettersProcessor.process 3 ← dead_letter_of: shop-fulfilment process fulfilment 3/2',
  'shop-payments PaymentsController.refund 3 ← caller: shop-fulfilment DeadLettersProcessor.process 3',
  'shop-payments OrderSaga.refund 3 ← compensates: shop-payments OrderSaga.charge 3',
  'shop-payments OrderSaga.refund 3 ← previous: shop-fulfilment OrderSaga.ship 3/2',
  'shop-payments OrderSaga.refund 3 ← origin: shop-api OrderSaga.reserve 3',
  'shop-fulfilment OrderSaga.release 3 ← compensates: shop-api OrderSaga.reserve 3',
  'shop-fulfilment OrderSaga.release 3 ← previous: shop-payments OrderSaga.refund 3',
  'shop-fulfilment OrderSaga.release 3 ← origin: shop-api OrderSaga.reserve 3',
];

beforeAll(async () => {
  const tsc = spawn(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'samples/nestjs-shop'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  expect(await text(tsc.stdout)).toBe('');
});

describeWith('redis-server', 'With Redis', () => {
  describeWith('rabbitmq-server', 'and RabbitMQ,', () => {
    describe('in three orders, exported by OTLP,', () => {
      let collector: Collector;
      let outcome: Outcome;
      beforeAll(async () => {
        collector = await startCollector();
        outcome = await ended(startSample({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }));
        await collector.stop();
      });

      test('each link leads from and to the expected service, span and order, and there is no other', () => {
        expect(linksIn(collector)).toEqual([...LINKS].sort());
      });

      test('the run prints so', () => {
        const checks = outcome.output.split('\n').filter((line) => /^[✓✗] /.test(line));
        expect(checks).toHaveLength(LINKS.length + 1);
        expect(checks.filter((check) => check.startsWith('✗'))).toEqual([]);
        expect(checks.at(-1)).toBe(`✓ ${LINKS.length} links in all, ${LINKS.length} expected`);
        expect(outcome.errors).toBe('');
        expect(outcome.code).toBe(0);
      });

      test('every delivery and attempt is a trace of its own, and a request contains its synchronous work', () => {
        const { spans } = collector;
        const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
        // the number of spans of the queues' and workers' own work, such as `getNextJob fulfilment`, varies
        expect(
          count(
            roots.map(({ name }) => name).filter((name) => !/^(?!process )\S+ (fulfilment|dead-letters)$/.test(name)),
          ),
        ).toEqual({
          GET: 3,
          POST: 3,
          'PaymentsController.charge': 3,
          'process fulfilment': 5,
          'process dead-letters': 1,
          'PaymentsController.refund': 1,
          'InvoicesService.sendOfTheDay': 1,
        });
        for (const placed of spans.filter(({ name }) => name === 'OrdersService.place')) {
          expect(spans.find(({ spanId }) => spanId === placed.parentSpanId)?.name).toBe('POST');
          expect(
            spans
              .filter(({ parentSpanId }) => parentSpanId === placed.spanId)
              .map(({ name }) => name)
              .sort(),
          ).toEqual(['OrderSaga.reserve', 'OrderStore.create']);
        }
      });

      test('the printed trees name the targets of the links', () => {
        const { output } = outcome;
        expect(output).toMatch(
          lines(
            /^trace \w{8} {2}shop-fulfilment/m,
            /└─ process dead-letters .*/,
            /.*← origin: add dead-letters\.cancel \(trace \w{8}\)\n/,
          ),
        );
        expect(output).toMatch(
          lines(
            /─ OrderSaga\.refund .*/,
            /.*← compensates: OrderSaga\.charge \(trace \w{8}\)/,
            /.*← previous: OrderSaga\.ship \(trace \w{8}\)\n/,
          ),
        );
        expect(output).toMatch(
          /─ InvoicesService\.send .*\n([ │]+← batch_item: OrdersService\.place \(trace \w{8}\)\n){3}/,
        );
      });

      test('nothing is left behind', () => {
        expect(outcome.leftOver).toEqual([]);
      });
    });

    test('the shop fails if links are lost', async () => {
      const { code, output } = await ended(startSample({ OTEL_SPAN_LINK_COUNT_LIMIT: '0' }));
      expect(output).toContain('✗ OrderSaga.refund 3 ← compensates: OrderSaga.charge 3');
      expect(output).toContain(`✗ 0 links in all, ${LINKS.length} expected`);
      expect(code).toBe(1);
    });

    test('Ctrl-C ends the services and servers', async () => {
      const sample = startSample();
      sample.process.stdout?.once('data', () => sample.process.kill('SIGINT'));
      const { code, errors, leftOver } = await ended(sample);
      expect(errors).toContain('stopped by SIGINT');
      expect(code).toBe(1);
      expect(leftOver).toEqual([]);
    });

    test('the services end when the shop is killed', async () => {
      const sample = startSample();
      sample.process.stdout?.once('data', () => sample.process.kill('SIGKILL'));
      // they share its output, which ends when the last of them has
      expect(await ended(sample)).toMatchObject({ code: null });
    });
  });
});

test('without Redis, the shop says what to install', async () => {
  const { code, errors, leftOver } = await ended(startSample({ PATH: '/nowhere' }));
  expect(errors).toMatch(/not installed: .*redis-server\. On Debian and Ubuntu: apt-get install .*redis-server/);
  expect(code).toBe(1);
  expect(leftOver).toEqual([]);
});

interface Sample {
  readonly process: ChildProcess;
  readonly folder: string;
}

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  /** The files that are left in its temporary folder. */
  readonly leftOver: readonly string[];
}

function startSample(environment: NodeJS.ProcessEnv = {}): Sample {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: _, ...env } = process.env;
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-shop-'));
  const sample = spawn(process.execPath, ['--import', 'tsx', 'samples/nestjs-shop/main.ts'], {
    cwd: ROOT,
    env: { ...env, TMPDIR: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { process: sample, folder };
}

async function ended({ process: { stdout, stderr }, process: sample, folder }: Sample): Promise<Outcome> {
  if (stdout === null || stderr === null) throw new Error('its output is not piped');
  const [output, errors, [code]] = await Promise.all([text(stdout), text(stderr), once(sample, 'exit')]);
  // tsx keeps its compiled files
  const leftOver = readdirSync(folder).filter((name) => !name.startsWith('tsx-'));
  rmSync(folder, { recursive: true, force: true });
  return { code: code as number | null, output, errors, leftOver };
}

/**
 * Every exported link, as in `LINKS`: the order is the run that a stage in the same trace says, and so is the attempt.
 */
function linksIn({ spans }: Collector): string[] {
  const names = new Map(
    spans.map(({ traceId, spanId, service, name }) => {
      const stage = spans.find(
        (other) => other.traceId === traceId && other.attributes['spanlink.stage.name'] !== undefined,
      );
      const { 'spanlink.workflow.run_id': order, 'spanlink.stage.attempt': attempt } = stage?.attributes ?? {};
      return [
        `${traceId}-${spanId}`,
        [service, name, order, attempt === 2 ? '/2' : undefined]
          .filter((part) => part !== undefined)
          .join(' ')
          .replace(' /', '/'),
      ];
    }),
  );
  const nameOf = (span: { traceId: string; spanId: string }) => names.get(`${span.traceId}-${span.spanId}`);
  return spans
    .flatMap((span) =>
      span.links.map((link) => `${nameOf(span)} ← ${link.attributes['spanlink.relation']}: ${nameOf(link)}`),
    )
    .sort();
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
