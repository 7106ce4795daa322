/** Limits of the spans or bytes that a policy keeps a second. */

/** A bucket that fills continuously, and is full at the start, as golang.org/x/time/rate has it. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #capacity: number;
  #tokens: number;
  #time = -Infinity;

  constructor(perSecond: number, capacity: number) {
    this.#perSecond = perSecond;
    this.#capacity = capacity;
    this.#tokens = capacity;
  }

  /**
   * Takes tokens, all or none.
   *
   * @param now milliseconds
   * @returns false if there are not so many
   */
  take(amount: number, now: number): boolean {
    const elapsed = Math.max(0, now - this.#time);
    const tokens =
      elapsed === Infinity
        ? this.#capacity
        : Math.min(this.#capacity, this.#tokens + (elapsed * this.#perSecond) / 1000);
    if (amount > tokens) return false;
    this.#tokens = tokens - amount;
    this.#time = Math.max(this.#time, now);
    return true;
  }
}

/** Counts the spans of a second, and starts again in the next. */
export class SpansOfSecond {
  readonly #limit: number;
  #second = NaN;
  #spans = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds spans; returns false, and adds none, if that were too many. */
  add(spans: number, now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) [this.#second, this.#spans] = [second, 0];
    if (this.#spans + spans > this.#limit) return false;
    this.#spans += spans;
    return true;
  }
}
