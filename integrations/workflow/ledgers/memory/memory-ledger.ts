/** A ledger in memory, for tests, and for work that need not survive its process. */
import { spanlinkError } from '../../../../lib/global/errors.js';
import { checkOptionNames } from '../../../../lib/global/option-names.js';
import {
  type Attempt,
  type AttemptKey,
  type Ledger,
  LEDGER_OPTION_NAMES,
  type LedgerOptions,
  type Opened,
  type Opening,
  type Outcome,
  type Started,
} from '../../../../lib/ledger/ledger.js';
import { Retention } from '../retention.js';
import { MemoryRun } from './memory-run.js';

/**
 * Options of a `MemoryLedger`.
 *
 * @example
 * ```ts
 * const options: MemoryLedgerOptions = { maxRuns: 100, maxAttempts: 1_000 };
 * useLedger(new MemoryLedger(options));
 * ```
 */
export interface MemoryLedgerOptions extends LedgerOptions {
  /** Runs that are kept, 10,000 by default; the one least recently worked on is forgotten first. */
  readonly maxRuns?: number;
  /**
   * Attempts of one run that are kept, 10,000 by default: the first, and the newest. The attempts at a stage are
   * numbered from 1 again once none of them is kept.
   */
  readonly maxAttempts?: number;
}

/** The names of those options. */
export const MEMORY_LEDGER_OPTION_NAMES = [
  ...LEDGER_OPTION_NAMES,
  'maxRuns',
  'maxAttempts',
] as const satisfies readonly (keyof MemoryLedgerOptions)[];

/**
 * Keeps attempts in memory, up to a bound. They are lost with the process, so a stage is linked neither to attempts of
 * other processes nor to one that a crash cut short.
 *
 * @example
 * ```ts
 * useLedger(new MemoryLedger());
 * ```
 */
export class MemoryLedger implements Ledger {
  readonly isInMemory = true;
  /** The least recently worked on first. */
  readonly #runs = new Map<string, MemoryRun>();
  /** One iterator for good: a new one would step over all deleted entries again. */
  readonly #oldest = this.#runs.keys();
  /** The most recently worked on, which mostly is the next one, too. */
  #newest: MemoryRun | undefined;
  readonly #retention: Retention;
  readonly #maxRuns: number;
  readonly #maxAttempts: number;

  /** @throws {TypeError} `ERR_SPANLINK_LEDGER` for a retention or bound that is not valid. */
  constructor(options: MemoryLedgerOptions = {}) {
    checkOptionNames('MemoryLedger', options, MEMORY_LEDGER_OPTION_NAMES);
    this.#retention = new Retention(options);
    this.#maxRuns = checkBound('maxRuns', options.maxRuns ?? 10_000);
    this.#maxAttempts = checkBound('maxAttempts', options.maxAttempts ?? 10_000);
  }

  open(opening: Opening): Opened {
    const due = this.#retention.due(Date.now());
    if (due !== undefined) this.prune(due);
    const { workflow, continues } = opening;
    const continued = continues === undefined ? undefined : this.#runs.get(runKey(workflow, continues))?.last;
    const opened = this.#touch(opening).open(opening);
    return continued === undefined || opened.last !== undefined ? opened : { ...opened, continued };
  }

  start(key: AttemptKey, started: Started): void {
    this.#find(key.workflow, key.run)?.start(key, started);
  }

  finish(key: AttemptKey, outcome: Outcome): void {
    this.#find(key.workflow, key.run)?.finish(key, outcome);
  }

  history(workflow: string, run: string): readonly Attempt[] {
    return this.#find(workflow, run)?.history() ?? [];
  }

  prune(before: number): number {
    let pruned = 0;
    for (const [key, run] of this.#runs) {
      pruned += run.prune(before);
      if (run.isEmpty) this.#runs.delete(key);
    }
    this.#newest = undefined;
    return pruned;
  }

  #find(workflow: string, run: string): MemoryRun | undefined {
    return this.#newest?.is(workflow, run) === true ? this.#newest : this.#runs.get(runKey(workflow, run));
  }

  /** Returns the run, which becomes the most recently worked on. */
  #touch({ workflow, run, origin }: Opening): MemoryRun {
    if (this.#newest?.is(workflow, run) === true) return this.#newest;
    const key = runKey(workflow, run);
    const found = this.#runs.get(key) ?? new MemoryRun(workflow, run, origin, this.#maxAttempts);
    this.#runs.delete(key);
    this.#runs.set(key, found);
    if (this.#runs.size > this.#maxRuns) this.#runs.delete(this.#oldest.next().value as string);
    return (this.#newest = found);
  }
}

function runKey(workflow: string, run: string): string {
  // the length tells where the name ends; this takes a tenth of the time of JSON
  return `${workflow.length}:${workflow}${run}`;
}

function checkBound(name: string, value: number): number {
  if (value >= 1) return value;
  throw spanlinkError(
    'ERR_SPANLINK_LEDGER',
    `A MemoryLedger's ${name} is a number of at least 1; it got ${String(value)}.`,
  );
}
