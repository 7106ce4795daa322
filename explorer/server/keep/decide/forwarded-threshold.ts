/**
 * The threshold of sampling that a forwarded span carries, so that a backend counts right: a span that passed with the
 * probability of 1 % stands for a hundred.
 */
import { multiplyThresholds, randomnessOf } from './probability.js';
import { samplingState, withThreshold } from './trace-state.js';

/** How a trace was kept. */
export interface KeptBy {
  /** The rejection threshold, if probability alone kept it. */
  readonly threshold?: string;
  /** The randomness that was compared with it; undefined if a hash was, which is independent of all others. */
  readonly randomness?: string;
}

/**
 * Returns the `tracestate` of a span that is forwarded. One that does not tell how it was sampled stays as it is.
 *
 * @param traceId in hex
 */
export function forwardedTraceState(traceState: string, traceId: string, keptBy: KeptBy): string {
  const { threshold, randomness = randomnessOf(traceId) } = samplingState(traceState);
  if (threshold === undefined) return traceState;
  // by its own threshold it would not have been sampled; and kept for another reason, its probability is not known
  if (randomness < threshold || keptBy.threshold === undefined) return withThreshold(traceState, undefined);
  const together =
    keptBy.randomness === randomness
      ? [threshold, keptBy.threshold].sort().at(-1)
      : multiplyThresholds(threshold, keptBy.threshold);
  return together === threshold ? traceState : withThreshold(traceState, together);
}
