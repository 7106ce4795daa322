/** Several explorers on one server, in processes of their own: each receives, and one of them decides. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import parse from 'parse-prometheus-text-format';
import { explorer, killAll } from '../cli/command';
import type { Started } from '../cli/command';
import { post } from '../receive/receiving';
import { startClickhouse } from '../store/clickhouse-server';
import type { ClickhouseServer } from '../store/clickhouse-server';
import { closeAll, newFolder } from '../store/folder';
import { because, ERRORS, failed, namesOf, spanOf } from './keeping';
import { closeReceivers, httpReceiver } from './receivers';
import type { TestReceiver } from './receivers';
import { encodeRequest } from './requests';
import type { TestSpan } from './requests';

const folder = mkdtempSync(join(tmpdir(), 'spanlink-several-'));
const rules = join(folder, 'keep.yaml');
writeFileSync(rules, `decision_wait: 0s\npolicies: [${ERRORS}]\n`);
// what a machine's clock says, without one
const skewed = join(folder, 'skewed.cjs');
writeFileSync(skewed, 'const now = Date.now; Date.now = () => now() + Number(process.env.SKEW);\n');
const skew = (milliseconds: number): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--require ${skewed}`,
  SKEW: String(milliseconds),
});
const HOUR = 3_600_000;
const DECIDES = 'This explorer decides which traces are kept.';
const STANDS_BY = 'Another explorer on this server decides which traces are kept; this one stands by.';

let server: ClickhouseServer;
let backend: TestReceiver;

beforeEach(async () => {
  server = await startClickhouse(newFolder());
  backend = await httpReceiver();
});

afterEach(async () => {
  await killAll();
  closeReceivers();
  await server.close();
  await closeAll();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (env: Readonly<Record<string, string>> = {}): Promise<Started> =>
  explorer(['--clickhouse', server.url, '--keep', rules, '--forward', backend.url], env);

/** Resolves once an explorer has said something, for the times that are given. */
async function says({ output, ended }: Started, sentence: string, times: number = 1): Promise<void> {
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  while (output.err.split(sentence).length <= times && !hasEnded) await new Promise((resolve) => setImmediate(resolve));
  expect(output.err.split(sentence).length).toBe(times + 1);
}

/** Starts one that decides, and one that stands by. */
async function startTwo(
  ofFirst: Readonly<Record<string, string>> = {},
  ofSecond: Readonly<Record<string, string>> = {},
): Promise<readonly [Started, Started]> {
  const first = await start(ofFirst);
  await says(first, DECIDES);
  const second = await start(ofSecond);
  await says(second, STANDS_BY);
  return [first, second];
}

async function send({ http }: Started, ...spans: TestSpan[]): Promise<void> {
  expect((await post(http, encodeRequest({ spans }))).status).toBe(200);
}

/** Resolves once the backend has all spans of some names. */
async function arrive(...names: readonly string[]): Promise<void> {
  const missing = (): string[] => {
    const has = new Set(namesOf(backend));
    return names.filter((name) => !has.has(name));
  };
  while (missing().length > 0) await backend.next();
}

async function isDeciding({ url }: Started): Promise<string | undefined> {
  const families = parse(await (await fetch(new URL('/metrics', url))).text()) as {
    name: string;
    metrics: { value: string }[];
  }[];
  return families.find(({ name }) => name === 'spanlink_keep_deciding')?.metrics[0]?.value;
}

test('Linked traces that came through different explorers are kept as one graph, and sent once.', async () => {
  const [first, second] = await startTwo();
  expect([await isDeciding(first), await isDeciding(second)]).toEqual(['1', '0']);
  await send(first, spanOf('order'), spanOf('bystander', because('order')));
  await send(second, spanOf('failure', { ...failed, ...because('order') }));
  await arrive('order', 'failure');
  await send(first, spanOf('retry', because('failure')));
  await send(second, { name: 'late', trace: 'order' }, spanOf('end', because('retry')));
  await arrive('retry', 'late', 'end');
  // one that stops hands over at once, and leaves nothing behind
  await send(first, spanOf('last failure', { ...failed, ...because('end') }));
  expect(await first.stop()).toBe(0);
  await says(second, DECIDES);
  await arrive('last failure');
  expect(namesOf(backend).sort()).toEqual(['end', 'failure', 'last failure', 'late', 'order', 'retry']);
  expect(await second.stop()).toBe(0);
  expect(first.output.err + second.output.err).not.toContain('failed');
}, 120_000);

test.each([
  ['whose clocks are right', 0, 0],
  ['of which the one that decides is hours ahead, and the other one days behind', 3 * HOUR, -48 * HOUR],
  ['of which the one that decides is hours behind, and the other one days ahead', -3 * HOUR, 48 * HOUR],
])(
  'When the one that decides is killed, another one takes over and nothing is lost: explorers %s',
  async (_, a, b) => {
    const [first, second] = await startTwo(skew(a), skew(b));
    await send(second, spanOf('order'));
    await send(first, spanOf('first failure', { ...failed, ...because('order') }));
    await arrive('order', 'first failure');
    // acknowledged, and not told anyone
    await send(second, spanOf('old order'), spanOf('sibling', because('old order')));
    await send(first, spanOf('second failure', { ...failed, ...because('old order') }));
    const killed = performance.now();
    await first.stop('SIGKILL');
    await send(second, spanOf('third failure', { ...failed, ...because('order') }));
    await says(second, DECIDES);
    // as docs/keeping.md says
    expect(performance.now() - killed).toBeLessThan(30_000);
    await arrive('third failure', 'second failure', 'old order');
    await send(second, spanOf('retry', because('second failure')));
    await arrive('retry');
    expect(new Set(namesOf(backend)).has('sibling')).toBe(false);
  },
  120_000,
);

test('One that is killed while it stands by loses nothing that it acknowledged.', async () => {
  const [first, second] = await startTwo();
  await send(first, spanOf('order'));
  await send(second, spanOf('failure', { ...failed, ...because('order') }));
  await second.stop('SIGKILL');
  await arrive('failure', 'order');
  expect(await first.stop()).toBe(0);
}, 120_000);

test('One that is stopped while it decides, and goes on, stands by then, and nothing is lost.', async () => {
  const [first, second] = await startTwo();
  const expected: string[] = [];
  let stories = 0;
  const story = async (...[a, b]: [Started, Started]): Promise<void> => {
    const [order, failure] = [`order ${(stories += 1)}`, `failure ${stories}`];
    await send(a, spanOf(order), spanOf(`sibling ${stories}`, because(order)));
    await send(b, spanOf(failure, { ...failed, ...because(order) }));
    expected.push(order, failure);
  };
  await story(first, second);
  await story(second, first);
  first.signal('SIGSTOP');
  await says(second, DECIDES);
  await story(second, second);
  await arrive(...expected.slice(-2));
  first.signal('SIGCONT');
  await says(first, STANDS_BY);
  await story(first, second);
  await arrive(...expected);
  // it decides again when the other one stops
  expect(await second.stop()).toBe(0);
  await says(first, DECIDES, 2);
  await send(first, spanOf('effect', because(expected[1] ?? '')));
  await arrive('effect');
  expect(namesOf(backend).filter((name) => name.startsWith('sibling'))).toEqual([]);
}, 180_000);
