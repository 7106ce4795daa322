/** Runs a workload in the real SDK with one sampler, and counts its chains. */
import { context, propagation, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { seededIds } from './random.mjs';

/**
 * Counts the chains that were begun (the first trace was kept), whole (all traces were) or torn (only some were), and
 * the spans that were kept. Ids, failures and time are the same on every run and for every sampler.
 */
export function simulate(workload, createSampler) {
  const clock = { now: 0 };
  const counts = { begun: 0, whole: 0, torn: 0, spans: 0 };
  const processor = { onStart() {}, onEnd: () => void counts.spans++, async forceFlush() {}, async shutdown() {} };
  const provider = new NodeTracerProvider({
    sampler: createSampler(() => clock.now),
    idGenerator: seededIds(1),
    spanProcessors: [processor],
  });
  provider.register();
  for (const traces of workload(() => void clock.now++)) {
    const kept = traces.filter(({ isKept }) => isKept).length;
    if (traces[0].isKept) counts.begun++;
    if (kept === traces.length) counts.whole++;
    else if (kept > 0) counts.torn++;
  }
  for (const api of [trace, context, propagation]) api.disable();
  return counts;
}
