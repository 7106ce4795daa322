/** An engine that takes applications through their stages. */
import type { FinishedSpan } from 'spanlink/console';
import type { Ledger } from 'spanlink/workflow';
import type { Check } from '../checks.js';
import type { Application } from '../loan-application.js';
import type { Processes } from '../processes.js';

export interface Engine {
  /** The ledger in which its processes record their stages. */
  readonly ledger: Ledger;
  /** Takes an application through its stages until it is approved, or left to a person. */
  decide(application: Application): Promise<void>;
  revoke(application: Application): Promise<void>;
  stop(): Promise<void>;
  /** Checks the links that the engine adds to those of the workflow. */
  check(spans: readonly FinishedSpan[]): Check[];
}

/** The environment of an engine. */
export interface Surroundings {
  readonly processes: Processes;
  /** A folder that is deleted afterwards. */
  readonly folder: string;
  /** The URL of the bureaus. */
  readonly bureaus: string;
}

/** The number of attempts at a stage. */
export const ATTEMPTS = 2;
