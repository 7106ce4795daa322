/** Errors at decoration: the only ones that are ever thrown into the application, and before it serves anything. */

/** Stable codes of the errors that decorators throw. */
export type DecorationErrorCode =
  | 'ERR_SPANLINK_NOT_A_METHOD'
  | 'ERR_SPANLINK_NOT_A_CLASS'
  | 'ERR_SPANLINK_NOT_CALLED'
  | 'ERR_SPANLINK_SELECTOR'
  | 'ERR_SPANLINK_STAGE'
  | 'ERR_SPANLINK_WORKFLOW';

/** A `TypeError` that says what was decorated, and what may be. */
export function decorationError(code: DecorationErrorCode, message: string): TypeError & { code: DecorationErrorCode } {
  return Object.assign(new TypeError(message), { code });
}
