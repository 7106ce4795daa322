/** What all copies of this package in a process share of workflows. */
import { randomUUID } from 'node:crypto';
import type { Ledger } from './ledger.js';

/** One object on `globalThis`. */
export interface LedgerState {
  ledger: Ledger | undefined;
  /** Milliseconds that a ledger is given, each time. */
  timeout: number;
  /** A text that no other process has. */
  readonly process: string;
}

const KEY = Symbol.for('spanlink.workflow.state');

/** The shared state, made by whoever asks first. */
export function ledgerState(): LedgerState {
  return ((globalThis as { [KEY]?: LedgerState })[KEY] ??= {
    ledger: undefined,
    timeout: 1_000,
    process: randomUUID(),
  });
}
