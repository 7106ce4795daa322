/** What takes applications through their stages. */
import type { FinishedSpan } from 'spanlink/console';
import type { Ledger } from 'spanlink/workflow';
import type { Check } from '../checks.js';
import type { Application } from '../loan-application.js';
import type { Processes } from '../processes.js';

export interface Engine {
  /** Where its processes record their stages. */
  readonly ledger: Ledger;
  /** Takes an application to where it is approved, or left to a person. */
  decide(application: Application): Promise<void>;
  revoke(application: Application): Promise<void>;
  stop(): Promise<void>;
  /** Looks for links that the engine adds to those of the workflow. */
  check(spans: readonly FinishedSpan[]): Check[];
}

/** What an engine is given. */
export interface Surroundings {
  readonly processes: Processes;
  /** A folder that is gone afterwards. */
  readonly folder: string;
  /** Where the bureaus are. */
  readonly bureaus: string;
}

/** How often a stage is tried. */
export const ATTEMPTS = 2;
