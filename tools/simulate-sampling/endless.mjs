/** Chains without an end: a schedule, or a process that continues as new, each run of which links to the last. */
import { inSpan } from 'spanlink';
import { context, propagation, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { seededIds } from './random.mjs';

export const SCHEDULES = 1_000;
export const RUNS = 1_000;
/** Milliseconds between two runs of a schedule. */
const INTERVAL = 3_600_000;

/** Counts the runs that were sampled, and the schedules whose last run was; returns the longest row of sampled runs. */
export function simulateSchedules(createSampler) {
  const clock = { now: 0 };
  const provider = new NodeTracerProvider({ sampler: createSampler(() => clock.now), idGenerator: seededIds(1) });
  provider.register();
  const counts = { runs: 0, last: 0, longest: 0 };
  const schedules = Array.from({ length: SCHEDULES }, () => ({ links: undefined, row: 0 }));
  for (let run = 1; run <= RUNS; run++) {
    for (const schedule of schedules) {
      clock.now += INTERVAL / SCHEDULES;
      inSpan('run', { links: schedule.links, root: true }, (guard) => {
        const isKept = (guard.spanContext().traceFlags & 1) === 1;
        schedule.links = guard.carrier();
        schedule.row = isKept ? schedule.row + 1 : 0;
        counts.longest = Math.max(counts.longest, schedule.row);
        if (isKept) counts.runs++;
        if (isKept && run === RUNS) counts.last++;
      });
    }
  }
  for (const api of [trace, context, propagation]) api.disable();
  return counts;
}
