/** A ledger in memory, for tests, and for work that need not survive its process. */
import type {
  Attempt,
  AttemptKey,
  Ledger,
  LedgerOptions,
  Opened,
  Opening,
  Outcome,
  Started,
} from '../../../../lib/ledger/ledger.js';
import { MemoryRun } from './memory-run.js';
import { Retention } from '../retention.js';
import { spanlinkError } from '../../../../lib/global/errors.js';

/** What a `MemoryLedger` takes. */
export interface MemoryLedgerOptions extends LedgerOptions {
  /** Runs that are kept; the one that was worked on longest ago goes first. 10,000 by default. */
  readonly maxRuns?: number;
  /**
   * Attempts of one run that are kept: the first, and the newest. 10,000 by default. Numbers begin anew where none is
   * kept.
   */
  readonly maxAttempts?: number;
}

/**
 * Keeps attempts in memory, bounded. What it knows dies with the process: links to attempts of other processes are not
 * found, nor is a crash.
 *
 * Throws a `TypeError` with the code `ERR_SPANLINK_LEDGER` for a retention or a bound that is none.
 *
 * @example
 * useLedger(new MemoryLedger());
 */
export class MemoryLedger implements Ledger {
  readonly isInMemory = true;
  /** The one that was worked on longest ago comes first. */
  readonly #runs = new Map<string, MemoryRun>();
  /** Goes on from the last that was forgotten, as a new one passes over what is deleted, one by one. */
  readonly #oldest = this.#runs.keys();
  /** The last one worked on, which is mostly the next one, too. */
  #newest: MemoryRun | undefined;
  readonly #retention: Retention;
  readonly #maxRuns: number;
  readonly #maxAttempts: number;

  constructor(options: MemoryLedgerOptions = {}) {
    this.#retention = new Retention(options);
    this.#maxRuns = bound('maxRuns', options.maxRuns ?? 10_000);
    this.#maxAttempts = bound('maxAttempts', options.maxAttempts ?? 10_000);
  }

  open(opening: Opening): Opened {
    const due = this.#retention.due(Date.now());
    if (due !== undefined) this.prune(due);
    const { workflow, continues } = opening;
    const continued = continues === undefined ? undefined : this.#runs.get(keyOf(workflow, continues))?.last;
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
    return this.#newest?.isOf(workflow, run) === true ? this.#newest : this.#runs.get(keyOf(workflow, run));
  }

  /** The run, as the last one worked on. */
  #touch({ workflow, run, origin }: Opening): MemoryRun {
    if (this.#newest?.isOf(workflow, run) === true) return this.#newest;
    const key = keyOf(workflow, run);
    const found = this.#runs.get(key) ?? new MemoryRun(workflow, run, origin, this.#maxAttempts);
    this.#runs.delete(key);
    this.#runs.set(key, found);
    if (this.#runs.size > this.#maxRuns) this.#runs.delete(this.#oldest.next().value as string);
    return (this.#newest = found);
  }
}

function keyOf(workflow: string, run: string): string {
  // its length says where the name ends; a tenth of what JSON costs
  return `${workflow.length}:${workflow}${run}`;
}

function bound(name: string, value: number): number {
  if (value >= 1) return value;
  throw spanlinkError(
    'ERR_SPANLINK_LEDGER',
    `A MemoryLedger's ${name} is a number from 1 on; it got ${String(value)}.`,
  );
}
