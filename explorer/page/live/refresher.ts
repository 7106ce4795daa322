/** Asks again for what changes all the time: once at a time, and with rests that grow with the work. */

/** The least milliseconds between two refreshes, and the most. */
const LEAST_REST = 1_000;
const MOST_REST = 30_000;
/** A refresh may take this part of the time: the others need the server, and the page, as well. */
const SHARE = 1 / 5;

export class Refresher {
  readonly #refresh: () => Promise<unknown>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer ends. */
  #dueAt = Infinity;
  /** When the rest after the last refresh ends. */
  #restedAt = 0;
  #isRunning = false;
  #isStopped = false;
  /** The longest that a request during a refresh may wait. */
  #next: number | undefined;

  /** @param refresh resolves once the new answers are on the screen */
  constructor(refresh: () => Promise<unknown>) {
    this.#refresh = refresh;
  }

  /**
   * Refreshes after the rest of the last refresh; any number of requests until then are one.
   *
   * @param patience milliseconds that this may wait at least, if it is not sure to be needed
   */
  request(patience = 0): void {
    if (this.#isStopped) return;
    if (this.#isRunning) {
      this.#next = Math.min(this.#next ?? Infinity, patience);
      return;
    }
    const dueAt = Math.max(performance.now() + patience, this.#restedAt);
    if (dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => void this.#run(), dueAt - performance.now());
  }

  /** Refreshes no more. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#dueAt = Infinity;
    this.#isRunning = true;
    const began = performance.now();
    // the components show what went wrong
    await this.#refresh().catch(() => undefined);
    const now = performance.now();
    this.#isRunning = false;
    this.#restedAt = now + Math.min(Math.max((now - began) * (1 / SHARE - 1), LEAST_REST), MOST_REST);
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined) this.request(next);
  }
}
