/** After `kill -9`, every attempt that ran is in the ledger, and the next is linked to it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { SqliteLedger } from 'spanlink/workflow';

const POINTS = [
  ...['before open', 'after open', 'before start', 'after start'],
  ...['in the body', 'later in the body', 'before finish', 'after finish'],
] as const;
const KILLS = 200;
/** Processes that are killed at once, each in a run of its own. */
const LANES = 2;

/** An attempt as the worker wrote it down before its body went on. */
interface Ran {
  readonly span: string;
  readonly links: readonly string[];
  readonly attempt: number;
}

const folder = mkdtempSync(join(tmpdir(), 'spanlink-crashes-'));
const file = join(folder, 'ledger.db');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a worker, and returns how it ended. */
function work(run: string, point: string, nth: number): Promise<string> {
  const script = join(__dirname, '../processes/crash-worker.mjs');
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [script, file, join(folder, run), run, point, String(nth)],
      (error, _stdout, stderr) => {
        resolve(child.signalCode ?? (error === null ? 'done' : stderr));
      },
    );
  });
}

function ranIn(run: string): Ran[] {
  const lines = readFileSync(join(folder, run), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Ran);
}

test(`every attempt of ${KILLS} killed processes that ran is in the ledger, and the next is linked to it`, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const random = generator(seed);
  const crashes = Array.from({ length: KILLS }, () => ({
    point: POINTS[random(POINTS.length)] as string,
    nth: 1 + random(3),
  }));
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    const ends: string[] = [];
    for (let at = lane; at < KILLS; at += LANES) {
      const { point, nth } = crashes[at] as (typeof crashes)[number];
      ends.push(await work(`run-${lane}`, point, nth));
    }
    return [...ends, await work(`run-${lane}`, 'never', 1)];
  });
  const ends = await Promise.all(lanes);
  expect(ends.flat().filter((end) => end !== 'SIGKILL')).toEqual(Array(LANES).fill('done'));

  const ledger = new SqliteLedger(new Database(file));
  for (let lane = 0; lane < LANES; lane++) {
    const ran = ranIn(`run-${lane}`);
    const kept = await ledger.history('crashes', `run-${lane}`);
    const lost = ran.filter(
      ({ span, attempt }) => !kept.some((one) => one.attempt === attempt && one.traceparent?.includes(span)),
    );
    const unlinked = ran.filter(({ links }, at) => at > 0 && !links.includes((ran[at - 1] as Ran).span));
    expect(ran.length).toBeGreaterThan(KILLS / LANES / 2);
    expect({ seed, lost, unlinked }).toEqual({ seed, lost: [], unlinked: [] });
    expect(new Set(kept.map(({ attempt }) => attempt)).size).toBe(kept.length);
    expect(kept.at(-1)?.status).toBe('completed');
  }
  // a bound, as each of the processes takes its time to start
}, 600_000);

test('two workers at one stage at once leave two linked attempts, and the next is linked to both', async () => {
  await work('shared', 'never', 1);
  expect(await Promise.all([work('shared', 'later in the body', 1), work('shared', 'later in the body', 1)])).toEqual([
    'SIGKILL',
    'SIGKILL',
  ]);
  await work('shared', 'never', 1);
  const [first, one, other, last] = ranIn('shared') as [Ran, Ran, Ran, Ran];
  expect([one.attempt, other.attempt].sort()).toEqual([2, 3]);
  expect([one, other].map(({ links }) => links.includes(first.span))).toEqual([true, true]);
  expect(last.attempt).toBe(4);
  expect(last.links).toEqual(expect.arrayContaining([one.span, other.span, first.span]));
});

/** Numbers below a bound, the same for the same seed. */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
