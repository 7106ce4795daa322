/** Runs workloads round after round, and samples the heap after each, when all that was abandoned is collected. */
import { setImmediate } from 'node:timers/promises';
import { isWithinLimit, keptState } from './process-state';
import type { Point } from './regression';
import type { Telemetry } from './telemetry';
import type { Workload } from './workload';

/** The calls of one kind, and the time that they took. */
export interface Tally {
  calls: number;
  milliseconds: number;
}

export interface Soaked {
  readonly rounds: number;
  readonly tallies: ReadonlyMap<string, Tally>;
  /** Bytes of the heap (y) by thousands of calls (x), after every round but those that warm up. */
  readonly heap: readonly Point[];
  /** The spans that ran after the last round, and those that were to. */
  readonly open: number;
  readonly running: number;
  readonly seconds: number;
}

/** The part of the time in which code is compiled and bounded collections fill up, and the rounds that this takes. */
const WARM_UP = { time: 0.5, rounds: 12 };
/** Samples without which the heap says nothing. */
const LEAST_SAMPLES = 10;
/** Collections after which what is left is taken to be left for good. */
const PATIENCE = 12;

/** Runs all workloads for so many seconds, at least for some rounds. */
export async function soak(
  workloads: readonly Workload[],
  { spans, counters }: Telemetry,
  seconds: number,
): Promise<Soaked> {
  const tallies = new Map(workloads.map(({ kind }) => [kind, { calls: 0, milliseconds: 0 }]));
  const heap: Point[] = [];
  const expected = (): number => workloads.reduce((sum, { running }) => sum + (running?.() ?? 0), 0);
  const open = (): number => spans.started - spans.ended;
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1_000;
  let calls = 0;
  let rounds = 0;
  for (; elapsed() < seconds || heap.length < LEAST_SAMPLES; rounds++) {
    for (const workload of workloads) calls += await measure(workload, tallies.get(workload.kind) as Tally);
    await counters();
    await collectUntil(() => open() <= expected() && keptState().every(isWithinLimit));
    if (rounds >= WARM_UP.rounds && elapsed() >= WARM_UP.time * seconds)
      heap.push({ x: calls / 1_000, y: process.memoryUsage().heapUsed });
  }
  return { rounds, tallies, heap, open: open(), running: expected(), seconds: elapsed() };
}

async function measure({ round }: Workload, tally: Tally): Promise<number> {
  const start = performance.now();
  const calls = await round();
  tally.calls += calls;
  tally.milliseconds += performance.now() - start;
  return calls;
}

/** Collects garbage until the condition holds, and once more, as what ended the last spans is garbage by then. */
async function collectUntil(condition: () => boolean): Promise<void> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('a soak runs with node --expose-gc');
  for (let turn = 0; turn < PATIENCE; turn++) {
    // with an empty stack, which holds nothing
    await setImmediate();
    gc();
    await setImmediate();
    if (condition()) break;
  }
  gc();
}
