/** Where the stages of this process are recorded. */
import type { Ledger } from './ledger.js';
import { ledgerState } from './state.js';
import { spanlinkError } from '../global/errors.js';

/** How a ledger is used. */
export interface UseLedgerOptions {
  /** Milliseconds that a stage waits for the ledger, before its body and after it; 1,000 by default. */
  readonly timeout?: number;
}

/**
 * Records all stages of this process in the ledger, from now on; `undefined` for none. Call it once, at the start.
 *
 * Throws a `TypeError` with the code `ERR_SPANLINK_LEDGER` for what is no ledger, or a timeout that is none.
 *
 * @example
 * useLedger(new PostgresLedger(pool), { timeout: 500 });
 */
export function useLedger(ledger: Ledger | undefined, { timeout = 1_000 }: UseLedgerOptions = {}): void {
  if (
    ledger !== undefined &&
    METHODS.some((name) => typeof (ledger as Partial<Ledger> | null)?.[name] !== 'function')
  ) {
    throw spanlinkError(
      'ERR_SPANLINK_LEDGER',
      `useLedger takes a ledger, such as new MemoryLedger(); it got ${ledger === null ? 'null' : typeof ledger}. It needs the methods ${METHODS.join(', ')}.`,
    );
  }
  if (typeof timeout !== 'number' || !(timeout > 0))
    throw spanlinkError(
      'ERR_SPANLINK_LEDGER',
      `useLedger's timeout is a number of milliseconds above 0; it got ${String(timeout)}.`,
    );
  Object.assign(ledgerState(), { ledger, timeout: Math.min(timeout, LONGEST) });
}

const METHODS = ['open', 'start', 'finish', 'history', 'prune'] as const;
/** What Node's timers can wait. */
const LONGEST = 2 ** 31 - 1;
