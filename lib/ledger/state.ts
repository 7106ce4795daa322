/** The ledger of the process. */
import { randomUUID } from 'node:crypto';
import { registered } from '../global/registry.js';
import type { Ledger } from './ledger.js';

/** The state of stages in this process. */
export interface LedgerState {
  /** The ledger in use. */
  ledger: Ledger | undefined;
  /** Milliseconds that a ledger is given, each time. */
  timeout: number;
  /** A text that no other process has. */
  readonly process: string;
}

/** The state that all copies of this package share. */
export const ledgerState = /* @__PURE__ */ registered('ledger', (): LedgerState => ({
  ledger: undefined,
  timeout: 1_000,
  process: randomUUID(),
}));
