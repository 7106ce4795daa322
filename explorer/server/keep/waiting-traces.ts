/** The traces that wait to be decided, in the order in which their last spans came. */

export class WaitingTraces {
  /** When the last span of each came, in milliseconds; the one that has waited longest comes first, or nearly so. */
  readonly #times = new Map<string, number>();
  readonly #limit: number;
  /** Those that are being decided, also again, because that failed; and the time of the oldest. */
  #due: string[] = [];
  #oldestDue = Infinity;

  /** @param limit the traces that may wait: the first of more are due at once */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number of them, those that are being decided included. */
  get size(): number {
    return this.#times.size + this.#due.length;
  }

  /** When the last span came of the trace that has waited longest; infinity if none waits. */
  oldest(): number {
    let oldest = this.#oldestDue;
    // requests end in another order than they came in
    for (const time of this.#times.values()) oldest = Math.min(oldest, time);
    return oldest;
  }

  /** Notes that a span came. */
  add(trace: string, time: number): void {
    this.#times.delete(trace);
    this.#times.set(trace, time);
  }

  /**
   * Returns traces whose last span came at a time or before it, up to a number: the same ones, until they are decided.
   */
  due(time: number, most: number): readonly string[] {
    if (this.#due.length > 0) return this.#due;
    for (const [trace, last] of this.#times) {
      if (this.#due.length >= most || (last > time && this.#times.size <= this.#limit)) break;
      this.#due.push(trace);
      this.#oldestDue = Math.min(this.#oldestDue, last);
      this.#times.delete(trace);
    }
    return this.#due;
  }

  /** Ends the wait of those that were due. */
  decided(): void {
    [this.#due, this.#oldestDue] = [[], Infinity];
  }
}
