/** Warnings that reach the user where nobody listens to `diag`: Node's own, for the first failure of each kind. */
import { registered } from './registry.js';
import { isWarning } from './settings.js';

/**
 * The kinds of failure that are told, each once a process.
 *
 * @example
 * ```ts
 * const expected: WarningCode = 'SPANLINK_NO_LEDGER';
 * process.on('warning', (warning) => {
 *   if ('code' in warning && warning.code === expected) console.log('stages are not recorded');
 * });
 * ```
 */
export type WarningCode =
  /** A function that selects a source threw, or gave something that is none. */
  | 'SPANLINK_SELECTOR'
  /** Another function in the options threw, or gave a value of the wrong type. */
  | 'SPANLINK_CALLBACK'
  /** A source held no span context in the first calls of its method. */
  | 'SPANLINK_NO_CONTEXT'
  /** A decorator names the place of an argument that the method does not have. */
  | 'SPANLINK_ARGUMENT'
  /** An option has an unknown name, or names something that is not there. */
  | 'SPANLINK_OPTION'
  /** A stage or turn was called, and no ledger is in use. */
  | 'SPANLINK_NO_LEDGER'
  /** A stage was called whose class has no workflow. */
  | 'SPANLINK_NO_WORKFLOW'
  /** The run of a stage, or the conversation of a turn, is neither a text nor a number. */
  | 'SPANLINK_NO_RUN'
  /** Decorated methods run, and no SDK is registered. */
  | 'SPANLINK_NO_SDK'
  /** No context manager is registered. */
  | 'SPANLINK_NO_CONTEXT_MANAGER';

const told = /* @__PURE__ */ registered('warnings', () => new Set<WarningCode>());

/**
 * Tells of a failure through `process.emitWarning`, the first of its kind in the process. Never throws.
 *
 * @param text A sentence without its full stop, and without any value of the application's.
 */
export function warnUser(code: WarningCode, text: string): void {
  try {
    if (!isWarning()) return;
    const codes = told();
    if (codes.size === codes.add(code).size) return;
    process.emitWarning(
      `${text}. (Told once for each code; SPANLINK_WARNINGS=0 or configure({ warnings: false }) turns these off.)`,
      { type: 'SpanlinkWarning', code },
    );
  } catch {
    // where there is no such process, or somebody replaced it
  }
}
