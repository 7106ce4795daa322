/** A bound a second. */

/**
 * Gives so many tokens a second, and as many at once after a quiet second; at least one at once, unless the rate is 0.
 */
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

  /** Takes a token, if there is one. */
  take(): boolean {
    if (this.#rate === Infinity) return true;
    // a clock that goes back gives none away, nor when it comes forward again
    const now = Math.max(this.#filled, this.#now());
    this.#tokens = Math.min(this.#size, this.#tokens + ((now - this.#filled) / 1_000) * this.#rate);
    this.#filled = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
