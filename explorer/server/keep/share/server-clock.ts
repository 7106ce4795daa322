/** The clock of a server, which is the same for all explorers on it: those of their machines may differ by hours. */
import type { Engine } from '../../store/engine.js';

export class ServerClock {
  readonly #query: Engine['query'];
  #offset = 0;

  private constructor(query: Engine['query']) {
    this.#query = query;
  }

  static async open(query: Engine['query']): Promise<ServerClock> {
    const clock = new ServerClock(query);
    await clock.read();
    return clock;
  }

  /** Reads it, from which on it is counted by a clock of this machine that is never set. */
  async read(): Promise<void> {
    const asked = performance.now();
    const [row] = await this.#query<{ now: number }>('SELECT toUnixTimestamp64Milli(now64(3)) AS now');
    if (row) this.#offset = row.now - (asked + performance.now()) / 2;
  }

  /** Returns milliseconds since 1970. */
  readonly now = (): number => Math.round(performance.now() + this.#offset);
}
