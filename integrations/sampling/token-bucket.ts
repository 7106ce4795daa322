/** A rate limit. */

/** Hands out tokens at a rate per second, in bursts of up to a second's worth, or of one if the rate is below 1. */
export class TokenBucket {
  readonly #rate: number;
  readonly #size: number;
  readonly #now: () => number;
  #tokens: number;
  #filled: number;

  constructor(rate: number, now: () => number) {
    this.#rate = rate;
    this.#size = rate === 0 ? 0 : Math.max(1, rate);
    this.#now = now;
    this.#tokens = this.#size;
    this.#filled = now();
  }

  /**
   * Takes a token.
   *
   * @returns false if there is none.
   */
  take(): boolean {
    if (this.#rate === Infinity) return true;
    // a clock that is set back adds no tokens, nor when it catches up
    const now = Math.max(this.#filled, this.#now());
    this.#tokens = Math.min(this.#size, this.#tokens + ((now - this.#filled) / 1_000) * this.#rate);
    this.#filled = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
