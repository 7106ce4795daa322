/** The attempts in memory at one item of one stage of a run. */
import type { Attempt } from '../../../../lib/ledger/ledger.js';
import { EARLIER_LIMIT } from '../select-prior-attempts.js';

/** The attempts at one item that are kept, with the few that an opening asks for at hand. */
export class StageItem {
  /** By number. */
  readonly #attempts = new Map<number, Attempt>();
  /** The attempts with a span that have not ended, in order. */
  readonly #running: Attempt[] = [];
  /** The number of the newest attempt, kept or not. */
  #number = 0;
  /** The last attempts with a span that failed or were suspended, completed, or were made at all. */
  #undone: Attempt | undefined;
  #completed: Attempt | undefined;
  #last: Attempt | undefined;

  get isEmpty(): boolean {
    return this.#attempts.size === 0;
  }

  /** The last attempt with a span. */
  get last(): Attempt | undefined {
    return this.#last;
  }

  nextNumber(): number {
    return ++this.#number;
  }

  get(number: number): Attempt | undefined {
    return this.#attempts.get(number);
  }

  /** Returns the last undone attempt and the unended ones since the last that completed, in order. */
  earlier(): Attempt[] {
    const done = this.#completed?.attempt ?? 0;
    const earlier = this.#running.slice(
      Math.max(indexAfter(this.#running, done), this.#running.length - EARLIER_LIMIT),
    );
    if (this.#undone === undefined || this.#undone.attempt < done) return earlier;
    earlier.splice(indexAfter(earlier, this.#undone.attempt), 0, this.#undone);
    return earlier.slice(-EARLIER_LIMIT);
  }

  /** Keeps a new attempt, or a new state of one. */
  put(attempt: Attempt): void {
    const { attempt: number, status, traceparent } = attempt;
    this.#attempts.set(number, attempt);
    this.#removeRunning(number);
    if (traceparent === undefined) return;
    if (this.#last === undefined || number >= this.#last.attempt) this.#last = attempt;
    if (status === 'running') this.#running.splice(indexAfter(this.#running, number), 0, attempt);
    else if (status === 'completed') this.#completed = newer(this.#completed, attempt);
    else this.#undone = newer(this.#undone, attempt);
    // an attempt may end more than once
    if (!isUndone(attempt) && number === this.#undone?.attempt) this.#undone = this.#findLast(isUndone);
    if (status !== 'completed' && number === this.#completed?.attempt)
      this.#completed = this.#findLast((one) => one.status === 'completed');
  }

  forget({ attempt: number }: Attempt): void {
    this.#attempts.delete(number);
    this.#removeRunning(number);
    if (number === this.#last?.attempt) this.#last = this.#findLast(() => true);
    if (number === this.#undone?.attempt) this.#undone = this.#findLast(isUndone);
    if (number === this.#completed?.attempt) this.#completed = this.#findLast(({ status }) => status === 'completed');
  }

  #findLast(matches: (attempt: Attempt) => boolean): Attempt | undefined {
    return [...this.#attempts.values()].findLast((attempt) => attempt.traceparent !== undefined && matches(attempt));
  }

  #removeRunning(number: number): void {
    const at = indexAfter(this.#running, number) - 1;
    if (this.#running[at]?.attempt === number) this.#running.splice(at, 1);
  }
}

function isUndone({ status }: Attempt): boolean {
  return status === 'failed' || status === 'suspended';
}

function newer(one: Attempt | undefined, other: Attempt): Attempt {
  return one === undefined || other.attempt >= one.attempt ? other : one;
}

/** Returns the index after the attempt of that number; searches from the end, as it is mostly one of the newest. */
function indexAfter(attempts: readonly Attempt[], number: number): number {
  return attempts.findLastIndex(({ attempt }) => attempt <= number) + 1;
}
