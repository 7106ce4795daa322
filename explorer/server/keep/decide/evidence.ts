/**
 * Evidence: all that the policies of a file need to know of a trace, without its spans. That of a trace is merged from
 * that of its parts, in any order, so that requests, processes and restarts can each add theirs, and a decision costs
 * the same however many spans there are.
 */

export interface Evidence {
  readonly spans: number;
  /** As protobuf, with the resource and scope of each part. */
  readonly bytes: number;
  /** The earliest start in nanoseconds since 1970; 0 if there is none. */
  readonly start: bigint;
  /** The latest end. */
  readonly end: bigint;
  /** A bit for each condition of the file that a resource, a span or a link has met. */
  readonly met: bigint;
  /** The randomness that a span carries in `tracestate`, 14 hexadecimal digits; empty if none does. */
  readonly randomness: string;
  /** True if a span carries a threshold of sampling in `tracestate`. */
  readonly hasThreshold: boolean;
}

/** Evidence by trace id, in hex. */
export type EvidenceByTrace = Map<string, Evidence>;

export const NO_EVIDENCE: Evidence = {
  spans: 0,
  bytes: 0,
  start: 0n,
  end: 0n,
  met: 0n,
  randomness: '',
  hasThreshold: false,
};

/** Merges the evidence of two parts of a trace. */
export const mergeEvidence = (one: Evidence, other: Evidence): Evidence => ({
  spans: one.spans + other.spans,
  bytes: one.bytes + other.bytes,
  start: one.start === 0n || (other.start !== 0n && other.start < one.start) ? other.start : one.start,
  end: other.end > one.end ? other.end : one.end,
  met: one.met | other.met,
  // spans of one trace share it: if they do not, all processes have to choose the same
  randomness: lowerText(one.randomness, other.randomness),
  hasThreshold: one.hasThreshold || other.hasThreshold,
});

/** Returns the lower of two texts that is not empty: spans of one trace share it, and if not, all choose the same. */
export const lowerText = (one: string, other: string): string =>
  one === '' || (other !== '' && other < one) ? other : one;
