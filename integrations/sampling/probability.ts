/**
 * OpenTelemetry's consistent probability sampling: the `ot` member of the trace state with its threshold `th` and its
 * randomness `rv`, both of 56 bits (https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/).
 */
import { createTraceState, type SpanContext, type TraceState } from '@opentelemetry/api';

const MEMBER = 'ot';
const DIGITS = 14;
const THRESHOLD = /^[0-9a-f]{1,14}$/;
const RANDOMNESS = /^[0-9a-f]{14}$/;

/** The rejection threshold of a trace as 14 hexadecimal digits, where its state says one. */
export function thresholdOf({ traceState }: SpanContext): string | undefined {
  const threshold = fieldsOf(traceState).get('th');
  return threshold !== undefined && THRESHOLD.test(threshold) ? threshold.padEnd(DIGITS, '0') : undefined;
}

/** The randomness of a trace as 14 hexadecimal digits: what its state says, else the end of its id. */
export function randomnessOf({ traceId, traceState }: SpanContext): string {
  const randomness = fieldsOf(traceState).get('rv');
  return randomness !== undefined && RANDOMNESS.test(randomness) ? randomness : traceId.slice(-DIGITS).toLowerCase();
}

/** Whether a trace of that randomness is kept: digits of one length and case compare as numbers do. */
export function isKept(randomness: string, threshold: string): boolean {
  return randomness >= threshold;
}

/** The state with that threshold and randomness, and all else that it says. */
export function withDecision(traceState: TraceState | undefined, threshold: string, randomness: string): TraceState {
  const fields = fieldsOf(traceState);
  fields.set('th', threshold.replace(/0+$/, '') || '0').set('rv', randomness);
  return write(traceState ?? createTraceState(), fields);
}

/** The state without its threshold, as a span must have that was sampled for another reason than probability. */
export function withoutThreshold(traceState: TraceState | undefined): TraceState | undefined {
  const fields = fieldsOf(traceState);
  return traceState !== undefined && fields.delete('th') ? write(traceState, fields) : traceState;
}

function fieldsOf(traceState: TraceState | undefined): Map<string, string> {
  const fields = new Map<string, string>();
  for (const field of traceState?.get(MEMBER)?.split(';') ?? []) {
    const colon = field.indexOf(':');
    if (colon > 0) fields.set(field.slice(0, colon), field.slice(colon + 1));
  }
  return fields;
}

function write(traceState: TraceState, fields: Map<string, string>): TraceState {
  if (fields.size === 0) return traceState.unset(MEMBER);
  return traceState.set(MEMBER, [...fields].map(([key, value]) => `${key}:${value}`).join(';'));
}
