/**
 * The ids of spans, made of what Temporal calls a run, an attempt or a handler, so that every worker knows them: one
 * that replays a run, and one that tries an activity again.
 */

/** The ids of a span. */
export interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** But that of zeros, which is no trace's id. */
const UUID = /^(?=.*[1-9a-f])[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

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

/** Returns ids that are the same for the same words: four multiplicative hashes, in one pass, mixed at the end. */
export function idsOf(...words: readonly string[]): SpanIds {
  let [one, two, three, four] = [0xdeadbeef, 0x41c6ce57, 0x7f4a7c15, 0x165667b1];
  for (const word of words) {
    for (let at = 0; at <= word.length; at++) {
      // a number that no character has ends a word
      const code = at < word.length ? word.charCodeAt(at) : 0x10000;
      one = Math.imul(one ^ code, 0x9e3779b1);
      two = Math.imul(two ^ code, 0x5f356495);
      three = Math.imul(three ^ code, 0x85ebca77);
      four = Math.imul(four ^ code, 0xc2b2ae3d);
    }
  }
  const spanId = hex(mix(one, three)) + hex(mix(two, four) || 1);
  const traceId = hex(mix(two, one)) + hex(mix(three, two)) + hex(mix(four, three)) + hex(mix(one, four) || 1);
  return { traceId, spanId };
}

function mix(one: number, two: number): number {
  const mixed = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(two ^ (two >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** The digits of each byte. */
let digits: readonly string[] | undefined;

function hex(number: number): string {
  digits ??= Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
  const [first, second] = [digits[number >>> 24], digits[(number >>> 16) & 255]] as [string, string];
  return first + second + (digits[(number >>> 8) & 255] as string) + (digits[number & 255] as string);
}
