/** A timer of whatever clock is in place: tests put others in the place of the real one, and take them away again. */

/** What a timer holds. */
export interface TimerOptions {
  /** Keeps the process alive until it calls back or is stopped; default `false`. */
  readonly keepsAlive?: boolean;
}

/** Calls back once. It is stopped by the clock that started it, as another does not know it. */
export class Timer {
  readonly #start = setTimeout;
  readonly #stop = clearTimeout;
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(callback: () => void, milliseconds: number, { keepsAlive = false }: TimerOptions = {}) {
    this.#timer = setTimeout(callback, milliseconds);
    // where a test plays a browser it is a number
    if (!keepsAlive) (this.#timer as Partial<NodeJS.Timeout>).unref?.();
  }

  /** The clock that started it is in place; one that was taken away may never call back. */
  get isCurrent(): boolean {
    return this.#start === setTimeout;
  }

  stop(): void {
    const stop = this.#stop;
    stop(this.#timer);
  }
}
