/** An engine that takes applications through their stages. */
import type { FinishedSpan } from 'spanlink/console';
import type { RunHistory } from 'spanlink/workflow';
import type { Check } from '../checks.js';
import type { Application } from '../loan-application.js';
import type { Processes } from '../processes.js';

export interface Engine {
  /** The history of an application, by its id. */
  history(id: string): Promise<RunHistory>;
  /** Takes an application through its stages until it is approved, or left to a person. */
  decide(application: Application): Promise<void>;
  revoke(application: Application): Promise<void>;
  stop(): Promise<void>;
  /** Checks that no link was lost. */
  check(histories: readonly RunHistory[], spans: readonly FinishedSpan[]): Check[];
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
