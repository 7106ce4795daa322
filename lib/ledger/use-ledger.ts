/** The choice of the ledger that records the stages of this process. */
import { spanlinkError } from '../global/errors.js';
import { checkOptionNames } from '../global/option-names.js';
import type { Ledger } from './ledger.js';
import { ledgerState } from './state.js';

/**
 * Options of `useLedger`.
 *
 * @example
 * ```ts
 * const options: UseLedgerOptions = { timeout: 500 };
 * useLedger(new MemoryLedger(), options);
 * ```
 */
export interface UseLedgerOptions {
  /** Milliseconds that a stage waits for the ledger, before its body and after it; 1,000 by default. */
  readonly timeout?: number;
}

/** The names of those options. */
export const USE_LEDGER_OPTION_NAMES = ['timeout'] as const satisfies readonly (keyof UseLedgerOptions)[];

/**
 * Records all stages of this process in a ledger, from now on. Call it once, at the start.
 *
 * @param ledger The ledger; `undefined` to record nothing.
 * @throws {TypeError} `ERR_SPANLINK_LEDGER` if it is not a ledger, or the timeout is not a number above 0.
 *
 * @example
 * ```ts
 * import { Pool } from 'pg';
 *
 * useLedger(new PostgresLedger(new Pool({ connectionString })), { timeout: 500 });
 * ```
 */
export function useLedger(ledger: Ledger | undefined, options: UseLedgerOptions = {}): void {
  const { timeout = 1_000 } = options;
  checkOptionNames('useLedger', options, USE_LEDGER_OPTION_NAMES);
  if (
    ledger !== undefined &&
    METHODS.some((name) => typeof (ledger as Partial<Ledger> | null)?.[name] !== 'function')
  ) {
    throw spanlinkError(
      'ERR_SPANLINK_LEDGER',
      'useLedger takes a ledger, such as new MemoryLedger(); ' +
        `it got ${ledger === null ? 'null' : typeof ledger}. It needs the methods ${METHODS.join(', ')}.`,
    );
  }
  if (typeof timeout !== 'number' || !(timeout > 0))
    throw spanlinkError(
      'ERR_SPANLINK_LEDGER',
      `useLedger's timeout is a number of milliseconds above 0; it got ${String(timeout)}.`,
    );
  Object.assign(ledgerState(), { ledger, timeout: Math.min(timeout, LONGEST_TIMEOUT) });
}

const METHODS = ['open', 'start', 'finish', 'history', 'prune'] as const;
/** The longest time that Node's timers can wait. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;
