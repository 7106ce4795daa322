/** Writes to a ledger for one attempt, in order, however long the ledger takes. */
import { count, warnOnce } from '../../../lib/global/report.js';
import { TIMED_OUT } from '../../../lib/global/with-timeout.js';
import { firstDelay, retry } from './retry.js';

/** The site of the reports. */
const SITE = 'ledger';

/**
 * Retries each write until it succeeds, for a minute, while the next one waits. A stage waits no longer than its
 * timeout.
 */
export class WriteQueue {
  readonly #timeout: number;
  /** Settles when all writes so far are done; `undefined` once they are. */
  #pending: Promise<void> | undefined;
  #isLost = false;

  /** @param timeout Milliseconds that a stage waits for one write. */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /**
   * Does a write after those before it.
   *
   * @returns Its result, at once if there is one; `TIMED_OUT` if this or an earlier write takes longer than a stage may
   *   wait, or an earlier one was lost.
   */
  add<T>(write: () => PromiseLike<T> | T): Promise<T | typeof TIMED_OUT> | T | typeof TIMED_OUT {
    if (this.#isLost) return TIMED_OUT;
    if (this.#pending !== undefined) {
      void this.#hold(this.#pending.then(() => this.#persist(write)));
      return TIMED_OUT;
    }
    try {
      const first = write();
      return isThenable(first) ? this.#await(write, first) : first;
    } catch (error) {
      return this.#await(write, Promise.reject(error as Error));
    }
  }

  /** Gives up the attempt: nothing more is written for it. */
  lose(): void {
    if (!this.#isLost) count('ledger.lost');
    this.#isLost = true;
  }

  /** Waits for the first try and further ones, as long as a stage may; with few promises, as each costs time. */
  #await<T>(write: () => PromiseLike<T> | T, first: PromiseLike<T>): Promise<T | typeof TIMED_OUT> {
    return new Promise((resolve) => {
      let isOver = false;
      const end = (result: T | typeof TIMED_OUT): void => {
        isOver = true;
        clearTimeout(timer);
        resolve(result);
      };
      const goOn = (tried?: PromiseLike<T>): void =>
        void this.#hold(this.#persist(write, tried)).then(end, () => end(TIMED_OUT));
      const timer = setTimeout(() => {
        warnOnce(SITE, 'takes longer than its timeout; meanwhile stages run without it');
        if (this.#pending === undefined) goOn(first);
        end(TIMED_OUT);
      }, this.#timeout);
      const fail = (error: unknown): void => {
        if (isOver) return;
        warnFailed(error);
        goOn(firstDelay().then(write));
      };
      attach(first, end, fail);
    });
  }

  /** Makes later writes wait for this one. @returns the same promise. */
  #hold<T>(done: Promise<T>): Promise<T> {
    const release = (): void => {
      if (this.#pending === pending) this.#pending = undefined;
    };
    const pending: Promise<void> = done.then(release, release);
    this.#pending = pending;
    return done;
  }

  async #persist<T>(write: () => PromiseLike<T> | T, first?: PromiseLike<T>): Promise<T> {
    try {
      return await retry(write, { first, isStopped: () => this.#isLost, onFailure: warnFailed });
    } catch (error) {
      if (!this.#isLost) this.#giveUp(error);
      throw error;
    }
  }

  #giveUp(reason: unknown): void {
    this.lose();
    warnOnce(
      `${SITE} entries`,
      'were given up after a minute of trying, and are counted on spanlink.ledger.lost',
      reason,
    );
  }
}

/** Returns true for an answer that comes later: a promise of any realm, or a query that runs when it is awaited. */
export function isThenable<T>(value: PromiseLike<T> | T): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

function warnFailed(error: unknown): void {
  warnOnce(SITE, 'failed, and is tried again; meanwhile stages run without it', error);
}

/** Calls `then`, which may throw in a thenable. */
function attach<T>(promise: PromiseLike<T>, succeed: (result: T) => void, fail: (error: unknown) => void): void {
  try {
    promise.then(succeed, fail);
  } catch (error) {
    fail(error);
  }
}
