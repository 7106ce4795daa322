/** One decision for all traces that are linked. */
import { createTraceState, isValidTraceId, type SpanContext } from '@opentelemetry/api';
import { isKept, randomnessOf, thresholdOf, withDecision } from './probability.js';
import { NOT_RECORD, SAMPLED, type SamplingResult } from './sampler.js';

/** The member of the trace state that holds the id of the chain's first trace. */
const ORIGIN = 'spanlink';

/**
 * Decides on a root span as its cause's trace was decided: by that trace's threshold and randomness, or, if it has no
 * threshold, by the fallback on the id of the chain's first trace. The new trace state carries what the next decision
 * needs; OpenTelemetry's specification allows a root to set its own randomness.
 *
 * @param own The fallback's decision on the new trace by itself.
 * @param sampleAs Asks the fallback for its decision on another trace id.
 */
export function decideAs(
  cause: SpanContext,
  own: SamplingResult,
  sampleAs: (traceId: string) => SamplingResult,
): SamplingResult {
  const threshold = thresholdOf(cause);
  if (threshold === undefined) return decideById(cause, sampleAs);
  const randomness = randomnessOf(cause);
  const decision = isKept(randomness, threshold) ? SAMPLED : own.decision === SAMPLED ? NOT_RECORD : own.decision;
  return { ...own, decision, traceState: withDecision(own.traceState, threshold, randomness) };
}

function decideById(
  { traceId, traceState }: SpanContext,
  sampleAs: (traceId: string) => SamplingResult,
): SamplingResult {
  const before = traceState?.get(ORIGIN);
  const origin = before !== undefined && isValidTraceId(before) ? before : traceId;
  const result = sampleAs(origin);
  return { ...result, traceState: (result.traceState ?? createTraceState()).set(ORIGIN, origin) };
}
