/** Turns for a number of holders at once: the others wait in line, each for a while. */
import { HttpError } from './http-error.js';

export interface TurnLimits {
  /** The holders at once. */
  readonly atOnce: number;
  /** Those in line. */
  readonly inLine: number;
  /** Milliseconds in line. */
  readonly wait: number;
}

export class Turns {
  readonly #limits: TurnLimits;
  readonly #line: (() => void)[] = [];
  #held = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /**
   * Waits for a turn, first come, first served.
   *
   * @param signal aborted when the client no longer waits
   * @returns a function that ends the turn
   * @throws an {@link HttpError} if too many wait, or the wait is too long
   */
  async take(signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) throw busy();
    if (this.#held < this.#limits.atOnce) this.#held += 1;
    else if (this.#line.length < this.#limits.inLine) await this.#waitInLine(signal);
    else throw busy();
    let isEnded = false;
    return () => {
      if (!isEnded) this.#end();
      isEnded = true;
    };
  }

  #waitInLine(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
      };
      const next = (): void => {
        leave();
        resolve();
      };
      const giveUp = (): void => {
        leave();
        this.#line.splice(this.#line.indexOf(next), 1);
        reject(busy());
      };
      const timer = setTimeout(giveUp, this.#limits.wait);
      signal.addEventListener('abort', giveUp);
      this.#line.push(next);
    });
  }

  #end(): void {
    const next = this.#line.shift();
    // the next in line takes this turn over
    if (next) next();
    else this.#held -= 1;
  }
}

const busy = (): HttpError => new HttpError(503, 'Too many questions at once. Ask again.', { 'Retry-After': '2' });
