/** The ledger in use. */
import { randomUUID } from 'node:crypto';
import { registered } from '../global/registry.js';
import type { Ledger } from './ledger.js';

/** The ledger of this process, and the name under which it records attempts. */
export interface LedgerState {
  /** The ledger in use. */
  ledger: Ledger | undefined;
  /** Milliseconds that a stage waits for each call of the ledger. */
  timeout: number;
  /** The unique id of this process. */
  readonly process: string;
}

/** Returns the state, which all copies of this package share. */
export const ledgerState = /* @__PURE__ */ registered('ledger', (): LedgerState => ({
  ledger: undefined,
  timeout: 1_000,
  process: randomUUID(),
}));
