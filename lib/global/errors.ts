/** Errors of misuse: the only ones thrown into the application, and before it serves anything. */

/**
 * Stable codes of the errors that this package throws; each is the `code` of a `TypeError`.
 *
 * @example
 * ```ts
 * const code: SpanlinkErrorCode = 'ERR_SPANLINK_NOT_A_METHOD';
 * try {
 *   traced({} as () => void);
 * } catch (error) {
 *   console.log(error instanceof TypeError && 'code' in error && error.code === code); // true
 * }
 * ```
 */
export type SpanlinkErrorCode =
  /** A decorator of methods stands on something else, or `traced()` got no function. */
  | 'ERR_SPANLINK_NOT_A_METHOD'
  /** A decorator of classes stands on something else. */
  | 'ERR_SPANLINK_NOT_A_CLASS'
  /** A decorator was written without parentheses. */
  | 'ERR_SPANLINK_NOT_CALLED'
  /** `@LinkFrom` got neither an argument's index nor a function. */
  | 'ERR_SPANLINK_SELECTOR'
  /** `@Stage` has no options object, stands on a generator, or names a stage that its class does not have. */
  | 'ERR_SPANLINK_STAGE'
  /** `@Workflow` lacks a name, or a function that returns the run of a call. */
  | 'ERR_SPANLINK_WORKFLOW'
  /** `@Agent` lacks a name, or a decorator of agents got an option that it cannot use. */
  | 'ERR_SPANLINK_AGENT'
  /** A ledger, or `useLedger`, got a client or an option that it cannot use. */
  | 'ERR_SPANLINK_LEDGER'
  /** `LinkedSampler` got an option that it cannot use. */
  | 'ERR_SPANLINK_SAMPLER'
  /** `LinkedTelemetry` got an option that it cannot use. */
  | 'ERR_SPANLINK_BULLMQ'
  /** `temporalLinks` got an option that it cannot use. */
  | 'ERR_SPANLINK_TEMPORAL'
  /** `traceServer` or `traceClient` got something, or an option, that it cannot use. */
  | 'ERR_SPANLINK_MCP';

/**
 * The codes of the errors that decorators throw, when a class is defined.
 *
 * @example
 * ```ts
 * const codes: DecorationErrorCode[] = ['ERR_SPANLINK_NOT_A_METHOD', 'ERR_SPANLINK_SELECTOR'];
 * ```
 */
export type DecorationErrorCode = Exclude<
  SpanlinkErrorCode,
  'ERR_SPANLINK_LEDGER' | 'ERR_SPANLINK_SAMPLER' | 'ERR_SPANLINK_BULLMQ' | 'ERR_SPANLINK_TEMPORAL' | 'ERR_SPANLINK_MCP'
>;

/**
 * Makes the error of a misuse.
 *
 * @param message Says what was expected, what was found, and what to write.
 */
export function spanlinkError<Code extends SpanlinkErrorCode>(code: Code, message: string): TypeError & { code: Code } {
  return Object.assign(new TypeError(message), { code });
}

/** Describes a value in a few words, and never by its content, which may be secret. */
export function describeValue(value: unknown): string {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  const { constructor } = value as { constructor?: unknown };
  return typeof constructor === 'function' && constructor.name !== ''
    ? `an object of ${constructor.name}`
    : 'an object';
}
