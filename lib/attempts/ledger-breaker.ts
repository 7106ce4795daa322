/** The breaker of a ledger: while that does not answer nobody waits for it, and one prober asks for all. */
import { nextTurn } from '../global/real-time.js';
import { registered } from '../global/registry.js';
import { Timer } from '../global/timer.js';
import { withTimeout } from '../global/with-timeout.js';
import type { Ledger } from '../ledger/ledger.js';

/** The late writes of one attempt. */
export interface Backlog {
  /** A write is under way, and not taken for lost. */
  readonly isBusy: boolean;
  /** It failed although the ledger answered others: it is tried again, and says nothing about the ledger. */
  isSuspect: boolean;
  /** The time, by `performance.now()`, at which it is given up. */
  readonly deadline: number;
  /** Milliseconds that a call of the ledger may take. */
  readonly patience: number;
  /** Does its writes, up to the first that fails. @returns true if none did. */
  flush(): Promise<boolean>;
  /** Gives it up. */
  giveUp(reason: string): void;
}

/** Milliseconds: the first and the longest delay between two probes. */
const FIRST_DELAY = 50;
const LONGEST_DELAY = 2_000;
/** Attempts whose writes are kept at one time. */
const LIMIT = 10_000;
/** Attempts that are written at the same time once the ledger is back. */
const WORKERS = 8;

/**
 * Opens when a write fails or is late, and closes when any is answered. Meanwhile it probes the ledger with one late
 * write after another, so that one that hangs or always fails does not stand for the others.
 */
export class LedgerBreaker {
  /** The ledger does not answer at present. */
  isOpen = false;
  /** The time, by `performance.now()`, of the last answer to a late write or while any was late. */
  answeredAt = 0;
  /** In the order in which they are tried. */
  readonly #backlogs = new Set<Backlog>();
  #delay = FIRST_DELAY;
  #timer: Timer | undefined;
  #dueAt = Infinity;
  #workers = 0;

  /** Opens the breaker. */
  trip(): void {
    this.isOpen = true;
  }

  /** Closes the breaker, as the ledger has answered, and writes what is late. */
  answered(): void {
    if (!this.isOpen && this.#backlogs.size === 0) return;
    this.isOpen = false;
    this.answeredAt = performance.now();
    this.#delay = FIRST_DELAY;
    while (this.#workers < WORKERS && this.#next() !== undefined) void this.#work();
  }

  /** Keeps late writes, to be tried soon. @returns false if there are too many. */
  enlist(backlog: Backlog): boolean {
    if (this.#backlogs.size >= LIMIT) return false;
    if (this.#backlogs.size === 0) this.#delay = FIRST_DELAY;
    this.#backlogs.add(backlog);
    this.#wakeAt(performance.now() + (backlog.isBusy ? LONGEST_DELAY : this.#delay));
    return true;
  }

  /** Tries late writes again soon, as one that was under way has failed. */
  retry(): void {
    if (this.#backlogs.size > 0) this.#wakeAt(performance.now() + this.#delay);
  }

  /** Removes an attempt whose writes are done, or given up. */
  forget(backlog: Backlog): void {
    if (this.#backlogs.delete(backlog) && this.#backlogs.size === 0) this.#stop();
  }

  /** Returns the next attempt to write that is not known to fail. */
  #next(): Backlog | undefined {
    for (const backlog of this.#backlogs) if (!backlog.isBusy && !backlog.isSuspect) return backlog;
    return undefined;
  }

  /** Tries one attempt, and gives up those whose time is over. */
  #probe(): void {
    this.#stop();
    const now = performance.now();
    for (const backlog of this.#backlogs) if (backlog.deadline <= now) backlog.giveUp('after a minute of trying');
    const backlog = this.#next() ?? [...this.#backlogs].find(({ isBusy }) => !isBusy);
    if (backlog !== undefined) {
      this.#delay = Math.min(2 * this.#delay, LONGEST_DELAY);
      void this.#try(backlog);
    }
    this.#schedule();
  }

  async #try(backlog: Backlog): Promise<boolean> {
    const isDone = await backlog.flush();
    // the others come first next time
    if (!isDone && this.#backlogs.delete(backlog)) this.#backlogs.add(backlog);
    this.#schedule();
    return isDone;
  }

  /** Writes one attempt after another, while the ledger answers. */
  async #work(): Promise<void> {
    this.#workers++;
    for (let backlog = this.#next(); backlog !== undefined && !this.isOpen; backlog = this.#next()) {
      const isDone = await withTimeout(this.#try(backlog), { milliseconds: backlog.patience });
      if (isDone !== true) {
        backlog.isSuspect = isDone === false;
        this.trip();
      }
      // ledgers that answer at once would hold up the process
      await nextTurn();
    }
    this.#workers--;
    this.#schedule();
  }

  /** Sets the timer to the next probe, or to the time at which the first attempt is given up. */
  #schedule(): void {
    const now = performance.now();
    const next = now + this.#delay;
    let dueAt = Infinity;
    // a call that is under way may turn out to be lost
    for (const { deadline, isBusy } of this.#backlogs)
      dueAt = Math.min(dueAt, deadline, isBusy ? now + LONGEST_DELAY : next);
    if (dueAt < Infinity) this.#wakeAt(dueAt);
  }

  #wakeAt(time: number): void {
    if (time >= this.#dueAt && this.#timer?.isCurrent === true) return;
    this.#stop();
    this.#dueAt = time;
    // keeps no process alive, so that unfinished writes do not either
    this.#timer = new Timer(() => this.#probe(), time - performance.now());
  }

  #stop(): void {
    this.#timer?.stop();
    this.#dueAt = Infinity;
  }
}

/** The breakers of this process, by ledger. */
const breakers = /* @__PURE__ */ registered('ledger-breakers', () => new WeakMap<Ledger, LedgerBreaker>());

/** Returns the breaker of a ledger, which all attempts of this process share. */
export function breakerOf(ledger: Ledger): LedgerBreaker {
  const found = breakers().get(ledger);
  if (found !== undefined) return found;
  const breaker = new LedgerBreaker();
  breakers().set(ledger, breaker);
  return breaker;
}
