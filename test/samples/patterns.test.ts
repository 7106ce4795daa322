/** Every pattern sample runs as a user runs it, against the built package, and prints the links it is about. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** All links a sample prints, as `span ← relation: target (where)`, in any order. */
const LINKS: Record<string, string[]> = {
  'aggregate-state': [
    'Account.withdraw ← state_from: Account.deposit (another trace)',
    'Account.withdraw ← state_from: Account.deposit (another trace)',
    'Account.withdraw ← state_from: Account.deposit (another trace)',
    'Account.withdraw ← state_from: Account.deposit (another trace)',
    'Account.withdraw ← state_from: Account.withdraw (another trace)',
  ],
  'batch-fan-in': [
    'Settlement.settle ← batch_item: Checkout.capture (another trace)',
    'Settlement.settle ← batch_item: Checkout.capture (another trace)',
    'Settlement.settle ← batch_item: Checkout.capture (another trace)',
  ],
  'fan-out': [
    'Billing.invoice ← caller: Billing.run (another trace)',
    'Billing.invoice ← caller: Billing.run (another trace)',
    'Billing.invoice ← caller: Billing.run (another trace)',
    'Billing.run ← triggered: Billing.invoice (another trace)',
    'Billing.run ← triggered: Billing.invoice (another trace)',
    'Billing.run ← triggered: Billing.invoice (another trace)',
    'sendInvoice ← caller: Billing.invoice (another trace)',
    'sendInvoice ← caller: Billing.invoice (another trace)',
    'sendInvoice ← caller: Billing.invoice (another trace)',
  ],
  'queue-hand-over': [
    'Warehouse.pack ← caller: Warehouse.poll (another trace)',
    'Warehouse.pack ← caller: Warehouse.poll (another trace)',
    'Warehouse.pack ← parent: Shop.place (this trace)',
    'Warehouse.pack ← parent: Shop.place (this trace)',
    'Warehouse.poll ← batch_item: Shop.place (another trace)',
    'Warehouse.poll ← batch_item: Shop.place (another trace)',
  ],
  retry: [
    'Webhooks.deliver ← origin: Webhooks.schedule (another trace)',
    'Webhooks.deliver ← origin: Webhooks.schedule (another trace)',
    'Webhooks.deliver ← origin: Webhooks.schedule (another trace)',
    'Webhooks.deliver ← retry_of: Webhooks.deliver (another trace)',
    'Webhooks.deliver ← retry_of: Webhooks.deliver (another trace)',
  ],
  'scatter-gather': [
    'ParcelRates.choose ← answer: ask falcon (this trace)',
    'ParcelRates.choose ← answer: ask snail (this trace)',
  ],
  'trust-boundary': ['GET /stock ← client: span b7ad6b71, not seen here (another trace)'],
  'user-journey': [
    'GET /tables ← origin: GET /chairs (another trace)',
    'GET /tables ← previous: GET /chairs (another trace)',
    'POST /cart ← origin: GET /lamps (another trace)',
    'POST /cart ← previous: GET /lamps (another trace)',
    'POST /payment ← origin: GET /lamps (another trace)',
    'POST /payment ← previous: POST /cart (another trace)',
  ],
};

const patterns = Object.keys(LINKS);
const SHARED = ['explore.ts', 'telemetry.ts'];

test('every pattern has its expectations here', () => {
  const files = readdirSync(join(ROOT, 'samples')).filter((file) => file.endsWith('.ts') && !SHARED.includes(file));
  expect(files.sort()).toEqual(patterns.map((pattern) => `${pattern}.ts`));
});

test.each(patterns)(
  '%s succeeds and prints its links',
  async (pattern) => {
    const { code, output, errors } = await run(pattern);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(linksIn(output)).toEqual(LINKS[pattern]);
  },
  60_000,
);

test.each(patterns)(
  '%s fails if links are lost',
  async (pattern) => {
    const { code, errors } = await run(pattern, { OTEL_SPAN_LINK_COUNT_LIMIT: '0' });
    expect(code).not.toBe(0);
    expect(errors).toContain('AssertionError');
  },
  60_000,
);

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

function run(pattern: string, environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', `samples/${pattern}.ts`],
      { cwd: ROOT, env: { ...process.env, ...environment } },
      (_error, output, errors) => resolve({ code: child.exitCode, output, errors }),
    );
  });
}

function linksIn(output: string): string[] {
  let span = '';
  return output
    .split('\n')
    .flatMap((line) => {
      const [, name] = /[├└]─ (.+?) {2}/.exec(line) ?? [];
      const [, link] = / (← .+)/.exec(line) ?? [];
      if (name !== undefined) span = name;
      return link === undefined ? [] : [`${span} ${link.replace(/\(trace [0-9a-f]{8}\)/, '(another trace)')}`];
    })
    .sort();
}
