/**
 * The ids of spans, made of what Temporal calls a run, an attempt or a handler, so that every worker knows them: one
 * that replays a run, and one that tries an activity again.
 */

/** The ids of a span. */
export interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

/** Returns the ids of a run's span. The trace has the run's own id, which is as random as samplers ask for. */
export function runIds(runId: string): SpanIds {
  const { traceId, spanId } = idsOf('run', runId);
  return { traceId: UUID.test(runId) ? runId.replaceAll('-', '') : traceId, spanId };
}

/** An attempt at an activity, as Temporal counts it. */
export interface AttemptKey {
  /** The run that scheduled it, or the activity's own run. */
  readonly runId: string;
  readonly activityId: string;
  /** In milliseconds since 1970; a run may use an id of an activity again. */
  readonly scheduledAt: number;
  readonly attempt: number;
}

/** Returns the ids of the span of an attempt. */
export function attemptIds({ runId, activityId, scheduledAt, attempt }: AttemptKey): SpanIds {
  return idsOf('attempt', runId, activityId, String(scheduledAt), String(attempt));
}

/** Returns ids that are the same for the same words. */
export function idsOf(...words: readonly string[]): SpanIds {
  const text = JSON.stringify(words);
  return { traceId: digest(text, 1) + digest(text, 2), spanId: digest(text, 0) };
}

/** Returns 16 hexadecimal digits of a text, not all of them zeros: two multiplicative hashes, mixed at the end. */
function digest(text: string, seed: number): string {
  let one = 0xdeadbeef ^ seed;
  let two = 0x41c6ce57 ^ seed;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 0x9e3779b1);
    two = Math.imul(two ^ code, 0x5f356495);
  }
  const high = mix(one, two);
  return hex(high) + hex(mix(two, high) || 1);
}

function mix(one: number, two: number): number {
  const mixed = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(two ^ (two >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function hex(number: number): string {
  return (number >>> 0).toString(16).padStart(8, '0');
}
