/** What all copies of this package in a process share of workflows. */
import { randomUUID } from 'node:crypto';
import type { Ledger } from './ledger.js';

/** One object on `globalThis`. */
export interface WorkflowState {
  ledger: Ledger | undefined;
  /** Milliseconds that a ledger is given, each time. */
  timeout: number;
  /** A text that no other process has. */
  readonly process: string;
}

const KEY = Symbol.for('spanlink.workflow.state');

/** The shared state, made by whoever asks first. */
export function workflowState(): WorkflowState {
  return ((globalThis as { [KEY]?: WorkflowState })[KEY] ??= {
    ledger: undefined,
    timeout: 1_000,
    process: randomUUID(),
  });
}
