/** One decision for all traces that are linked. */
import { createTraceState, isValidTraceId, type SpanContext } from '@opentelemetry/api';
import { isKept, randomnessOf, thresholdOf, withDecision } from './probability.js';
import { NOT_RECORD, SAMPLED, type SamplingResult } from './sampler.js';

/** The member of the trace state that holds the id of the trace in which the chain began. */
const ORIGIN = 'spanlink';

/**
 * Decides on a root span as the trace of its cause was decided on: by that trace's threshold and randomness, or, where
 * it has no threshold, as the fallback does on the id of the trace in which the chain began. The new trace carries on
 * what the next one needs; a root may set its own randomness by OpenTelemetry's specification.
 */
export function decideAs(
  cause: SpanContext,
  own: SamplingResult,
  ask: (traceId: string) => SamplingResult,
): SamplingResult {
  const threshold = thresholdOf(cause);
  if (threshold === undefined) return decideById(cause, ask);
  const randomness = randomnessOf(cause);
  const decision = isKept(randomness, threshold) ? SAMPLED : own.decision === SAMPLED ? NOT_RECORD : own.decision;
  return { ...own, decision, traceState: withDecision(own.traceState, threshold, randomness) };
}

function decideById({ traceId, traceState }: SpanContext, ask: (traceId: string) => SamplingResult): SamplingResult {
  const before = traceState?.get(ORIGIN);
  const origin = before !== undefined && isValidTraceId(before) ? before : traceId;
  const result = ask(origin);
  return { ...result, traceState: (result.traceState ?? createTraceState()).set(ORIGIN, origin) };
}
