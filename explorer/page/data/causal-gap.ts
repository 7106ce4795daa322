/** The time between a cause and its effect, as their clocks tell it. */
import type { SpanSummary } from '../../api/answers.js';

export interface CausalGap {
  /** `wait`: the cause had ended. `during`: it was running. `skew`: it had not started, so that a clock is wrong. */
  readonly kind: 'wait' | 'during' | 'skew';
  /** Microseconds, never negative: from the end of the cause, before its end, or before its start. */
  readonly time: number;
}

export function causalGap(cause: SpanSummary, effect: SpanSummary): CausalGap {
  if (effect.start < cause.start) return { kind: 'skew', time: cause.start - effect.start };
  const end = cause.start + cause.duration;
  return effect.start < end ? { kind: 'during', time: end - effect.start } : { kind: 'wait', time: effect.start - end };
}
