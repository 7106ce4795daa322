/** The traces that wait to be decided, in the order in which their last spans came. */

export class WaitingTraces {
  /** When the last span of each came, in milliseconds; the one that has waited longest comes first, or nearly so. */
  readonly #times = new Map<string, number>();
  readonly #limit: number;

  /** @param limit the traces that may wait: the first of more are due at once */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#times.size;
  }

  /** When the last span came of the trace that has waited longest; infinity if none waits. */
  oldest(): number {
    let oldest = Infinity;
    // requests end in another order than they came in
    for (const time of this.#times.values()) oldest = Math.min(oldest, time);
    return oldest;
  }

  /** Notes that a span came. */
  add(trace: string, time: number): void {
    this.#times.delete(trace);
    this.#times.set(trace, time);
  }

  /** Takes traces whose last span came at a time or before it, up to a number. */
  takeDue(time: number, most: number): string[] {
    const due: string[] = [];
    for (const [trace, last] of this.#times) {
      if (due.length >= most || (last > time && this.#times.size <= this.#limit)) break;
      due.push(trace);
      this.#times.delete(trace);
    }
    return due;
  }
}
