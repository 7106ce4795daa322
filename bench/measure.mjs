/** Times several entries in alternating rounds, so that a temporary slowdown of the machine affects all of them. */
import { Bench } from 'tinybench';

/** Milliseconds that one loop takes: long enough for its share of garbage collection. */
const LOOP_TIME = 3;

/**
 * Returns the median nanoseconds a call for each entry, by its id: A B C, B C A, C A B, … In a round, each entry is a
 * run of tinybench over loops of many calls. All are warmed up in turns first, so that none is compiled before the
 * others have been seen.
 */
export async function alternate(entries, { rounds, warmUp, budget }) {
  const runs = entries.map((entry) => ({ entry, calls: 1, spent: 0, samples: [] }));
  for (let cold = runs; cold.length > 0; cold = cold.filter((run) => run.spent < warmUp))
    for (const run of cold) await warmUpOnce(run);
  const bench = new Bench({
    now: cpuTime,
    time: budget,
    iterations: 1,
    warmupTime: budget / 3,
    warmupIterations: 1,
    throws: true,
  });
  for (const { entry, calls } of runs) bench.add(entry.id, await importLoop(entry, calls), { async: entry.isAsync });
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < runs.length; turn++) {
      const index = (round + turn) % runs.length;
      const task = bench.tasks[index];
      task.reset();
      // again, because a full garbage collection of the others' objects makes V8 discard compiled code
      await task.warmup();
      const { result } = await task.run();
      runs[index].samples.push((result.latency.p50 * 1e6) / runs[index].calls);
    }
  }
  return Object.fromEntries(runs.map(({ entry, samples }) => [entry.id, median(samples)]));
}

export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Returns milliseconds of processor time of all threads: other processes do not count, garbage collection does. */
function cpuTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Runs one loop, and adjusts the number of its calls to `LOOP_TIME`. */
async function warmUpOnce(run) {
  run.loop ??= await importLoop(run.entry, run.calls);
  const start = cpuTime();
  await run.loop();
  const time = Math.max(0.001, cpuTime() - start);
  run.spent += time;
  const calls = Math.min(run.calls * 16, Math.max(1, Math.round((run.calls * LOOP_TIME) / time)));
  if (calls < run.calls * 0.8 || calls > run.calls * 1.2) Object.assign(run, { calls, loop: undefined });
}

async function importLoop({ id, subject, inputs, isAsync }, calls) {
  const { createLoop } = await import(`./loop.mjs?${encodeURIComponent(id)}`);
  return createLoop(subject, inputs, calls, isAsync);
}
