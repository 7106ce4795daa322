/** The error of a failed export, which HTTP reports as a status and gRPC as a google.rpc.Code. */

/** Named for the HTTP status or, if HTTP has no name of its own, for the google.rpc.Code. */
export type ExportErrorReason =
  | 'invalidArgument'
  | 'payloadTooLarge'
  | 'unsupportedMediaType'
  | 'unauthenticated'
  | 'permissionDenied'
  | 'tooManyRequests'
  | 'unimplemented'
  | 'unavailable';

/** A failed request. Nothing of it was stored or, if it is `unavailable`, possibly all of it. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
  readonly reason: ExportErrorReason;
  /** Seconds after which to retry; missing if a retry would not help. */
  readonly retryAfter?: number;

  constructor(reason: ExportErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    if (reason === 'tooManyRequests' || reason === 'unavailable') this.retryAfter = 1;
  }
}

/** Returns an error as an {@link ExportError}: what is none is a failure of the explorer. */
export const toExportError = (error: unknown): ExportError =>
  error instanceof ExportError
    ? error
    : new ExportError('unavailable', `The explorer failed: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });

const INVALID_ARGUMENT = 3;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** The google.rpc.Code of each reason. Clients retry RESOURCE_EXHAUSTED only if a RetryInfo comes with it. */
export const RPC_CODES: Readonly<Record<ExportErrorReason, number>> = {
  invalidArgument: INVALID_ARGUMENT,
  payloadTooLarge: RESOURCE_EXHAUSTED,
  unsupportedMediaType: INVALID_ARGUMENT,
  unauthenticated: UNAUTHENTICATED,
  permissionDenied: PERMISSION_DENIED,
  tooManyRequests: RESOURCE_EXHAUSTED,
  unimplemented: UNIMPLEMENTED,
  unavailable: UNAVAILABLE,
};
