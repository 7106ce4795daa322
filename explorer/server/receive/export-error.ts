/** Why a request is refused, in the terms of google.rpc.Code; HTTP and gRPC each say it in their way. */

/**
 * `invalid`: the sender has to change it. `tooLarge`: it has to send less at once. `busy` and `unavailable`: it may
 * send it again.
 */
export type Reason = 'invalid' | 'tooLarge' | 'unsupported' | 'unauthenticated' | 'forbidden' | 'busy' | 'unavailable';

/** A refused request; nothing of it was stored, or (`unavailable`) it is not known to be. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reason: Reason;
  /** Seconds after which to send it again; missing where that would not help. */
  readonly retryAfter?: number;

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    if (reason === 'busy' || reason === 'unavailable') this.retryAfter = 1;
  }
}

/** google.rpc.Code of each; gRPC's RESOURCE_EXHAUSTED is retryable only with a RetryInfo. */
export const CODES: Readonly<Record<Reason, number>> = {
  invalid: 3,
  tooLarge: 8,
  unsupported: 3,
  unauthenticated: 16,
  forbidden: 7,
  busy: 8,
  unavailable: 14,
};
