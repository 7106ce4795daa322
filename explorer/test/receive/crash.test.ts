/** `kill -9` at any moment: acknowledged spans are stored, once. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openEmbedded } from '../../server/store/embedded.js';
import { CURRENT } from '../store/collector-tables.js';
import { closeAll, newFolder } from '../store/folder.js';
import { encode, otlpSpan, post, requestOf, traceIdBytes } from './receiving.js';

const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  await closeAll();
});

interface Stored {
  readonly spans: string[];
  readonly indexed: string[];
  readonly causes: string[];
  readonly effects: string[];
  readonly backfill: { readonly isDone: boolean; readonly done: number; readonly total: number };
}

const message = async <T>(child: ChildProcess): Promise<T> => ((await once(child, 'message')) as [T])[0];

async function start(folder: string): Promise<{ child: ChildProcess; http: string }> {
  const child = fork(join(__dirname, 'crash-process.mjs'), [folder], { stdio: 'ignore' });
  children.push(child);
  return { child, http: `http://${(await message<{ http: string }>(child)).http}` };
}

async function count(child: ChildProcess): Promise<Stored> {
  const answer = message<Stored>(child);
  child.send('count');
  return answer;
}

/** Sends spans, each with a link, until the process is gone; collects the ids of those that were acknowledged. */
async function sendUntilGone(http: string, next: () => number, acknowledged: Set<string>): Promise<void> {
  for (;;) {
    const numbers = Array.from({ length: 20 }, next);
    const spans = numbers.map((number) =>
      otlpSpan(number, { links: [{ traceId: traceIdBytes, spanId: Buffer.alloc(8, 7) }] }),
    );
    // as an SDK does, sends the unacknowledged batch again to the next process
    const response = await post(http, encode(requestOf(...spans))).catch(() => undefined);
    if (response?.status !== 200) return;
    for (const number of numbers) acknowledged.add(number.toString(16).padStart(16, '0'));
  }
}

/** As often as was tried by hand. */
const ROUNDS = 30;

test('No acknowledged span is lost, and none is stored twice', async () => {
  const folder = newFolder();
  const acknowledged = new Set<string>();
  let number = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { child, http } = await start(folder);
    const before = acknowledged.size;
    // each sends until the process is gone
    const senders = Array.from({ length: 4 }, () => sendUntilGone(http, () => (number += 1), acknowledged));
    // a random moment in the middle of inserts
    const enough = before + 40 + Math.floor(Math.random() * 400);
    while (acknowledged.size < enough) await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGKILL');
    await once(child, 'exit');
    await Promise.all(senders);
  }

  const { child, http } = await start(folder);
  // sends acknowledged spans again, as an SDK would that got no answer: they must not show twice
  const again = [...acknowledged]
    .slice(0, 200)
    .map((id) => otlpSpan(Number.parseInt(id, 16), { links: [{ traceId: traceIdBytes, spanId: Buffer.alloc(8, 7) }] }));
  expect((await post(http, encode(requestOf(...again)))).status).toBe(200);
  const stored = await count(child);
  for (const ids of [stored.spans, stored.indexed, stored.causes, stored.effects]) {
    expect(new Set(ids).size).toBe(ids.length);
    expect([...acknowledged].filter((id) => !ids.includes(id))).toEqual([]);
  }
  // nor is any without its entries, acknowledged or not: the processes were killed between the two inserts, too
  const sorted = (ids: readonly string[]): string[] => [...ids].sort();
  for (const ids of [stored.indexed, stored.causes, stored.effects]) expect(sorted(ids)).toEqual(sorted(stored.spans));
  expect(acknowledged.size).toBeGreaterThan(200);
}, 300_000);

test('A back-fill continues after a kill, and misses no span', async () => {
  const folder = newFolder();
  const engine = await openEmbedded(folder, 'default');
  await engine.command(CURRENT);
  await engine.command(`INSERT INTO otel_traces
  (Timestamp, TraceId, SpanId, Links.TraceId, Links.SpanId, Links.TraceState, Links.Attributes)
SELECT toDateTime64('2026-11-01 00:00:00', 9) + toIntervalHour(number % 480), repeat('a', 32),
  lower(leftPad(hex(number + 1), 16, '0')),
  [repeat('b', 32)], [repeat('1', 16)], [''], [map()] FROM numbers(40000)`);
  await engine.close();
  for (let round = 0; round < 3; round += 1) {
    const { child } = await start(folder);
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const { child } = await start(folder);
  let stored = await count(child);
  while (!stored.backfill.isDone) stored = await count(child);
  expect(stored.backfill).toEqual({ isDone: true, done: 40_000, total: 40_000 });
  expect([stored.indexed.length, stored.causes.length, stored.effects.length]).toEqual([40_000, 40_000, 40_000]);
});

test('A second process on the same folder fails, and says that another one has it open', async () => {
  const folder = newFolder();
  await start(folder);
  const second = fork(join(__dirname, 'crash-process.mjs'), [folder], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  children.push(second);
  expect(await text(second.stderr as NodeJS.ReadableStream)).toMatch(
    /The data folder .* could not be opened: .* stop the other explorer, or give this one another folder with --data/,
  );
});
