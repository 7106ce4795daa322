/** Writes to a ledger for one attempt, in order, however long the ledger takes. */
import { nextTurn } from '../global/real-time.js';
import { count, warnOnce } from '../global/report.js';
import { Timer } from '../global/timer.js';
import { TIMED_OUT } from '../global/with-timeout.js';
import type { Backlog, LedgerBreaker } from './ledger-breaker.js';

/** The site of the reports. */
const SITE = 'ledger';
/** Milliseconds after which a write is given up. */
const GIVE_UP_AFTER = 60_000;
/** Milliseconds after which a call of a ledger that answers others is taken for lost. */
const LOST_AFTER = 5_000;

/** A write that is late. */
interface LateWrite {
  readonly run: () => unknown;
  /** Tells the stage that waits for it, if one still does. */
  readonly settle?: (result: unknown) => void;
}

/**
 * Does the writes of an attempt one after another. One that fails or is late stays in the queue, with those after it,
 * until the breaker of the ledger flushes them, for a minute; a stage waits no longer than its timeout, and not at all
 * while the ledger is known not to answer.
 */
export class WriteQueue implements Backlog {
  isSuspect = false;
  deadline = Infinity;
  readonly patience: number;
  readonly #breaker: LedgerBreaker;
  readonly #late: LateWrite[] = [];
  /** The time at which the try that is under way began. */
  #triedAt: number | undefined;
  #isLost = false;

  /**
   * @param breaker That of the ledger, which all attempts share.
   * @param timeout Milliseconds that a stage waits for one write.
   */
  constructor(breaker: LedgerBreaker, timeout: number) {
    this.#breaker = breaker;
    this.patience = timeout;
  }

  get isBusy(): boolean {
    const triedAt = this.#triedAt;
    if (triedAt === undefined) return false;
    return this.#breaker.answeredAt <= triedAt || performance.now() - triedAt < Math.max(this.patience, LOST_AFTER);
  }

  /**
   * Does a write after those before it.
   *
   * @returns Its result, at once if there is one; `TIMED_OUT` if this or an earlier write takes longer than a stage may
   *   wait, if the ledger does not answer at present, or an earlier write was lost.
   */
  add<T>(write: () => PromiseLike<T> | T): Promise<T | typeof TIMED_OUT> | T | typeof TIMED_OUT {
    if (this.#isLost) return TIMED_OUT;
    if (this.#late.length > 0 || this.#breaker.isOpen) {
      this.#hold({ run: write });
      return TIMED_OUT;
    }
    try {
      const first = write();
      if (isThenable(first)) return this.#await(write, first);
      this.#breaker.answered();
      return first;
    } catch (error) {
      return this.#await(write, Promise.reject(error as Error));
    }
  }

  /** Gives up the attempt: nothing more is written for it. */
  lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    count('ledger.lost', '');
    for (const { settle } of this.#late.splice(0)) settle?.(TIMED_OUT);
    this.#breaker.forget(this);
  }

  /** Gives up the attempt because of the ledger, and reports that. */
  giveUp(reason: string): void {
    this.lose();
    warnOnce(`${SITE} entries`, `were given up ${reason}, and are counted on spanlink.ledger.lost`);
  }

  /** Does the late writes, up to the first that fails. @returns true if none did. */
  async flush(): Promise<boolean> {
    let triedAt = this.#triedAt;
    try {
      for (let write = this.#late[0]; write !== undefined; write = this.#late[0]) {
        triedAt = this.#triedAt = performance.now();
        const result = await write.run();
        this.#succeed(write, result);
        // a try that was taken for lost has come back, and another goes on
        if (this.#triedAt !== triedAt) return true;
      }
      return true;
    } catch (error) {
      warnFailed(error);
      return false;
    } finally {
      if (this.#triedAt === triedAt) this.#triedAt = undefined;
    }
  }

  /** Waits for the first try and further ones, as long as a stage may; with few promises, as each costs time. */
  #await<T>(run: () => PromiseLike<T> | T, first: PromiseLike<T>): Promise<T | typeof TIMED_OUT> {
    return new Promise((resolve) => {
      let isSettled = false;
      const settle = (result: unknown): void => {
        isSettled = true;
        timer.stop();
        resolve(result as T);
      };
      const late: LateWrite = { run, settle };
      let triedAt: number | undefined;
      const giveWay = (): void => {
        if (isSettled) return;
        warnOnce(SITE, 'takes longer than its timeout; meanwhile stages run without it');
        // unless it failed, the first try is under way still
        if (this.#late[0] !== late) {
          this.#triedAt = triedAt = performance.now() - this.patience;
          this.#hold(late);
          this.#breaker.trip();
        }
        resolve(TIMED_OUT);
      };
      // an answer that came while the event loop was blocked has not been looked at
      const timer = new Timer(() => void nextTurn().then(giveWay), this.patience, { keepsAlive: true });
      const succeed = (result: T): void => {
        if (this.#late[0] !== late) {
          settle(result);
          return this.#breaker.answered();
        }
        if (this.#triedAt === triedAt) this.#triedAt = undefined;
        this.#succeed(late, result);
      };
      const fail = (error: unknown): void => {
        warnFailed(error);
        if (this.#triedAt === triedAt) this.#triedAt = undefined;
        // one that was late has opened the breaker, and may be long since the ledger answered again
        if (this.#late[0] === late) return this.#breaker.retry();
        if (this.#isLost) return;
        this.#hold(late);
        this.#breaker.trip();
      };
      attach(first, succeed, fail);
    });
  }

  /** Keeps a late write until the ledger answers. */
  #hold(write: LateWrite): void {
    this.#late.push(write);
    if (this.#late.length > 1) return;
    this.deadline = performance.now() + GIVE_UP_AFTER;
    if (!this.#breaker.enlist(this)) this.giveUp('as too many wait for it');
  }

  #succeed(write: LateWrite, result: unknown): void {
    // it may have been given up meanwhile
    if (this.#late[0] === write) {
      this.#late.shift();
      this.isSuspect = false;
      this.deadline = performance.now() + GIVE_UP_AFTER;
      if (this.#late.length === 0) this.#breaker.forget(this);
      write.settle?.(result);
    }
    this.#breaker.answered();
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
