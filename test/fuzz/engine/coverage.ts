/** Which blocks of the code an input enters, and how often: what guides the search, and bounds its steps. */
import { setTimeout } from 'node:timers/promises';

/** An input took more steps than its size allows; the code under test may have caught it, so it is kept, too. */
export class TooManySteps extends Error {
  override readonly name = 'TooManySteps';
}

/** Work that is left behind has ended where nothing was done for so long. */
const QUIET_MS = 50;

/** The number of times that a block was entered, roughly: a bit for 1, 2, 3, 4 to 7, 8 to 15, 16 to 127, and more. */
const bitOf = (count: number): number =>
  count < 4 ? 1 << (count - 1) : count < 8 ? 8 : count < 16 ? 16 : count < 128 ? 32 : 64;

export class Coverage {
  /** The blocks that were entered in this run. */
  steps = 0;
  #limit = Infinity;
  readonly #counts: Uint32Array;
  readonly #seen: Uint8Array;
  #touched: number[] = [];

  constructor(blocks: number) {
    this.#counts = new Uint32Array(blocks);
    this.#seen = new Uint8Array(blocks);
  }

  /** The code under test calls it as it enters a block. */
  readonly enter = (block: number): void => {
    const before = this.#counts[block] as number;
    this.#counts[block] = before + 1;
    if (before === 0) this.#touched.push(block);
    this.steps++;
    this.check();
  };

  /** Begins a run. */
  start(limit: number): void {
    for (const block of this.#touched) this.#counts[block] = 0;
    this.#touched = [];
    this.steps = 0;
    this.#limit = limit;
  }

  /** Throws where the run took too many steps, also if the code under test caught what told it. */
  check(): void {
    if (this.steps > this.#limit) throw new TooManySteps(`took more than ${this.#limit} steps`);
  }

  /** Ends a run: what the code does afterwards has no limit. */
  stop(): void {
    this.#limit = Infinity;
  }

  /** Resolves once the code takes no more steps: an input that failed may leave work behind. */
  async settle(): Promise<void> {
    let before: number;
    do {
      before = this.steps;
      await setTimeout(QUIET_MS);
    } while (before < this.steps);
  }

  /** Returns how much of what the run did was new, and remembers it. */
  novelty(): number {
    let news = 0;
    for (const block of this.#touched) {
      const bit = bitOf(this.#counts[block] as number);
      const before = this.#seen[block] as number;
      if ((before & bit) !== 0) continue;
      this.#seen[block] = before | bit;
      news++;
    }
    return news;
  }

  /** Returns the blocks that the run entered. */
  entered(): readonly number[] {
    return this.#touched;
  }

  /** Returns how many blocks any run entered. */
  get total(): number {
    return this.#seen.reduce((total, bits) => total + (bits === 0 ? 0 : 1), 0);
  }
}
