/** The times at which the steps of a chain count, whatever clocks measured them. */
import type { SpanSummary } from './answers.js';

/** In microseconds; the end is never before the start. */
export interface StepTimes {
  readonly start: number;
  readonly end: number;
}

/**
 * Returns when each step of a path worked. A step that starts before the step that led to it, by their clocks, counts
 * from the start of that one.
 */
export function stepTimes(spans: readonly SpanSummary[]): StepTimes[] {
  let least = spans[0]?.start ?? 0;
  return spans.map((span) => {
    least = Math.max(least, span.start);
    return { start: least, end: Math.max(least, span.start + span.duration) };
  });
}
