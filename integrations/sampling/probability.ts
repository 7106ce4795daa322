/**
 * OpenTelemetry's consistent probability sampling: the `ot` member of the trace state with its threshold `th` and its
 * randomness `rv`, both of 56 bits (https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/).
 */
import { createTraceState, type SpanContext, type TraceState } from '@opentelemetry/api';

const MEMBER = 'ot';
const DIGITS = 14;
const THRESHOLD = /^[0-9a-f]{1,14}$/;
const RANDOMNESS = /^[0-9a-f]{14}$/;

/** Returns a trace's rejection threshold as 14 hexadecimal digits; `undefined` if its state contains no valid one. */
export function thresholdOf({ traceState }: SpanContext): string | undefined {
  const threshold = fieldsOf(traceState).get('th');
  return threshold !== undefined && THRESHOLD.test(threshold) ? threshold.padEnd(DIGITS, '0') : undefined;
}

/** Returns a trace's randomness as 14 hexadecimal digits: the value in its state, or else the end of its id. */
export function randomnessOf({ traceId, traceState }: SpanContext): string {
  const randomness = fieldsOf(traceState).get('rv');
  return randomness !== undefined && RANDOMNESS.test(randomness) ? randomness : traceId.slice(-DIGITS).toLowerCase();
}

/** Returns true if the trace is kept: digits of equal length and case compare as numbers do. */
export function isKept(randomness: string, threshold: string): boolean {
  return randomness >= threshold;
}

/** Returns the state with that threshold and randomness, and its other members unchanged. */
export function withDecision(traceState: TraceState | undefined, threshold: string, randomness: string): TraceState {
  const fields = fieldsOf(traceState);
  fields.set('th', threshold.replace(/0+$/, '') || '0').set('rv', randomness);
  return write(traceState ?? createTraceState(), fields);
}

/** Returns the state without its threshold, as required of a span sampled for a reason other than probability. */
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
