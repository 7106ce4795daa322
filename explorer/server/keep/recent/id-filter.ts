/**
 * Remembers trace ids in little memory: one that was not added is recognized in nearly all cases, one that was added
 * always. Ids that were added long ago are forgotten.
 */

/** A part of the filter that is forgotten as a whole. */
interface Generation {
  readonly words: Uint32Array;
  count: number;
  /** When the last id was added, in milliseconds. */
  last: number;
}

// 8 MiB for about 11 bits an id, of which six are set, all of them within the 64 bytes that are read at once
const WORDS = 2 ** 21;
const CAPACITY = 6_000_000;
const BLOCK_WORDS = 16;
const BITS = 6;
/** With more ids than these hold, the filter takes ever more ids for known. */
const MAX_GENERATIONS = 12;

export class IdFilter {
  readonly #hold: number;
  readonly #generations: Generation[] = [];
  /** False until the ids of earlier processes are added: any id might be one of them. */
  isLoaded = false;

  /** @param hold the milliseconds for which ids are remembered */
  constructor(hold: number) {
    this.#hold = hold;
  }

  add(id: string, now: number): void {
    this.#forget(now);
    let generation = this.#generations.at(-1);
    const isFull = generation === undefined || generation.count >= CAPACITY;
    if (generation === undefined || (isFull && this.#generations.length < MAX_GENERATIONS)) {
      generation = { words: new Uint32Array(WORDS), count: 0, last: now };
      this.#generations.push(generation);
    }
    generation.count += 1;
    generation.last = Math.max(generation.last, now);
    const [block, step] = [blockOf(id), stepOf(id)];
    for (let bit = 0, place = step; bit < BITS; bit += 1, place += (step >>> 9) | 1) {
      const word = block + ((place >>> 5) & (BLOCK_WORDS - 1));
      generation.words[word] = (generation.words[word] ?? 0) | (1 << (place & 31));
    }
  }

  /** Returns false if the id was not added since the time for which ids are remembered. */
  mightHave(id: string): boolean {
    if (!this.isLoaded) return true;
    const [block, step] = [blockOf(id), stepOf(id)];
    return this.#generations.some(({ words }) => {
      for (let bit = 0, place = step; bit < BITS; bit += 1, place += (step >>> 9) | 1)
        if ((((words[block + ((place >>> 5) & (BLOCK_WORDS - 1))] ?? 0) >>> (place & 31)) & 1) === 0) return false;
      return true;
    });
  }

  #forget(now: number): void {
    const [first] = this.#generations;
    if (this.#generations.length > 1 && first && now - first.last > this.#hold) this.#generations.shift();
  }
}

/** Returns where the block of an id starts. */
const blockOf = (id: string): number => (hash(id, 0x811c9dc5) % (WORDS / BLOCK_WORDS)) * BLOCK_WORDS;

/** Returns a number that says which bits of the block are those of an id. */
const stepOf = (id: string): number => hash(id, 0x2545f491);

/** FNV-1a, with its bits mixed at the end. */
function hash(id: string, start: number): number {
  let value = start;
  for (let index = 0; index < id.length; index += 1) value = Math.imul(value ^ id.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
