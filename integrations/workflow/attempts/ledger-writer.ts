/** What one attempt writes into its ledger, in order, however long the ledger takes. */
import { count, warnOnce } from '../../../lib/global/report.js';

/** Milliseconds between two tries, at first and at most, and after which nothing is tried any more. */
const FIRST_DELAY = 50;
const LONGEST_DELAY = 2_000;
const GIVEN_UP_AFTER = 60_000;

/** Names the ledger in reports. */
const SITE = 'ledger';

const FAILED = 'failed, and is tried again; meanwhile stages run without it';

/** A step that took longer than a stage may wait; it goes on. */
export const LATE: unique symbol = Symbol('late');

/** The steps of one attempt. Each is tried until it works, for a minute; the next waits for it. */
export class LedgerWriter {
  readonly #timeout: number;
  /** When all steps so far are done; `undefined` where they are. */
  #pending: Promise<void> | undefined;
  #isLost = false;

  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /**
   * Does the step after those before it. Gives what it gives, at once where it does; `LATE` where that takes longer
   * than a stage may wait, or an earlier step did, or was lost.
   */
  step<T>(write: () => PromiseLike<T> | T): Promise<T | typeof LATE> | T | typeof LATE {
    if (this.#isLost) return LATE;
    if (this.#pending !== undefined) {
      void this.#follow(this.#pending.then(() => this.#persist(write)));
      return LATE;
    }
    try {
      const first = write();
      return isPromise(first) ? this.#await(write, first) : first;
    } catch (error) {
      return this.#await(write, Promise.reject(error as Error));
    }
  }

  /**
   * Waits for the first try, and for further ones, as long as a stage may; as few promises as can be, as each is felt.
   */
  #await<T>(write: () => PromiseLike<T> | T, first: PromiseLike<T>): Promise<T | typeof LATE> {
    return new Promise((resolve) => {
      let isOver = false;
      const end = (given: T | typeof LATE): void => {
        isOver = true;
        clearTimeout(timer);
        resolve(given);
      };
      const goOn = (tried?: PromiseLike<T>): void =>
        void this.#follow(this.#persist(write, tried)).then(end, () => end(LATE));
      const timer = setTimeout(() => {
        warnOnce(SITE, 'takes longer than its timeout; meanwhile stages run without it');
        if (this.#pending === undefined) goOn(first);
        end(LATE);
      }, this.#timeout);
      const fail = (error: unknown): void => {
        if (isOver) return;
        warnOnce(SITE, FAILED, error);
        goOn(sleep(FIRST_DELAY).then(write));
      };
      attach(first, end, fail);
    });
  }

  /** Gives the attempt up: nothing more of it is written. */
  lose(): void {
    if (!this.#isLost) count('ledger.lost');
    this.#isLost = true;
  }

  /** Keeps the later steps waiting, and gives the result of this one. */
  #follow<T>(done: Promise<T>): Promise<T> {
    const pending: Promise<void> = done.then(
      () => this.#settle(pending),
      () => this.#settle(pending),
    );
    this.#pending = pending;
    return done;
  }

  #settle(pending: Promise<void>): void {
    if (this.#pending === pending) this.#pending = undefined;
  }

  async #persist<T>(write: () => PromiseLike<T> | T, first?: PromiseLike<T> | T): Promise<T> {
    const end = performance.now() + GIVEN_UP_AFTER;
    for (
      let delay = FIRST_DELAY, tried = first;
      !this.#isLost;
      delay = Math.min(2 * delay, LONGEST_DELAY), tried = undefined
    ) {
      let reason: unknown = 'it took too long';
      try {
        const given = await orLate(tried ?? write(), end - performance.now());
        if (given !== LATE) return given;
      } catch (error) {
        reason = error;
        warnOnce(SITE, FAILED, error);
      }
      if (performance.now() + delay < end) await sleep(delay);
      else this.#giveUp(reason);
    }
    throw new Error('the attempt was lost to the ledger');
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

/** Whether a ledger answers later; of any realm, or a query that runs when it is awaited. */
export function isPromise<T>(value: PromiseLike<T> | T): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/** A thenable may throw when it is asked. */
function attach<T>(promise: PromiseLike<T>, succeed: (given: T) => void, fail: (error: unknown) => void): void {
  try {
    promise.then(succeed, fail);
  } catch (error) {
    fail(error);
  }
}

/** What is left to write keeps no process alive. */
function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());
}

async function orLate<T>(value: PromiseLike<T> | T, milliseconds: number): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => (timer = setTimeout(resolve, milliseconds, LATE).unref()));
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}
