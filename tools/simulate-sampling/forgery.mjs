/** External clients who claim in every request that it was sampled. */
import { createTraceState } from '@opentelemetry/api';
import { seededIds } from './random.mjs';
import { CHAINS, runTrace } from './workloads.mjs';

/** Runs requests, 1,000 a second, each with a link that claims its trace was sampled, at any sampling rate. */
export function* forgeries(tick) {
  const ids = seededIds(2);
  for (let request = 0; request < CHAINS; request++) {
    tick();
    const context = {
      traceId: ids.generateTraceId(),
      spanId: ids.generateSpanId(),
      traceFlags: 1,
      isRemote: true,
      traceState: createTraceState('ot=th:0'),
    };
    yield [runTrace('request', { links: { context } })];
  }
}
