/** Times several things in alternating rounds, so that what slows the machine down for a while slows all of them. */
import { Bench } from 'tinybench';

/** Milliseconds; long enough to hold its share of garbage collection. */
const SLICE = 3;

/**
 * Median nanoseconds a call, for each entry: A B C, B C A, C A B, … In a round, each is a run of tinybench's over
 * slices of many calls. All are warmed up in turns first, so that none is compiled before the others were seen.
 */
export async function alternate(entries, { rounds, warmUp, budget }) {
  const runs = entries.map((entry) => ({ entry, calls: 1, spent: 0, samples: [] }));
  for (let cold = runs; cold.length > 0; cold = cold.filter((run) => run.spent < warmUp))
    for (const run of cold) await warm(run);
  const bench = new Bench({
    now: cpuTime,
    time: budget,
    iterations: 1,
    warmupTime: budget / 3,
    warmupIterations: 1,
    throws: true,
  });
  for (const { entry, calls } of runs) bench.add(entry.id, await loopOf(entry, calls), { async: entry.isAsync });
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < runs.length; turn++) {
      const place = (round + turn) % runs.length;
      const task = bench.tasks[place];
      task.reset();
      // again, as a full collection of what the others left makes V8 forget what it had compiled
      await task.warmup();
      const { result } = await task.run();
      runs[place].samples.push((result.latency.p50 * 1e6) / runs[place].calls);
    }
  }
  return Object.fromEntries(runs.map(({ entry, samples }) => [entry.id, median(samples)]));
}

/** The middle one. */
export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Milliseconds of processor time, of all threads: what other processes take does not count, garbage collection does.
 */
function cpuTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Runs for a slice, and learns how many calls make one. */
async function warm(run) {
  run.loop ??= await loopOf(run.entry, run.calls);
  const start = cpuTime();
  await run.loop();
  const time = Math.max(0.001, cpuTime() - start);
  run.spent += time;
  const calls = Math.min(run.calls * 16, Math.max(1, Math.round((run.calls * SLICE) / time)));
  if (calls < run.calls * 0.8 || calls > run.calls * 1.2) Object.assign(run, { calls, loop: undefined });
}

async function loopOf({ id, subject, inputs, isAsync }, calls) {
  const { slice } = await import(`./loop.mjs?${encodeURIComponent(id)}`);
  return slice(subject, inputs, calls, isAsync);
}
