/** Links by a number: a hash table of small integers, made in its size, which takes less time than a `Map`. */
import type { Link } from '@opentelemetry/api';

/** Odd, and drawn once a process, so that nobody can send numbers that all fall into one place. */
const FACTOR = /* @__PURE__ */ drawFactor();

const LEAST_BITS = 4;

/** The first link for each number. */
export class LinkTable {
  #bits: number;
  /** By place: the position of an entry, from 1; 0 for none. */
  #places: number[];
  readonly #keys: number[] = [];
  readonly #links: Link[] = [];

  /** @param expected The number of links to come, as far as it is known. */
  constructor(expected: number) {
    this.#bits = Math.max(LEAST_BITS, 33 - Math.clz32(expected));
    this.#places = emptyPlaces(this.#bits);
  }

  /** Returns the link that is there for the number; without one, this link becomes it, and `undefined` is returned. */
  firstOf(key: number, link: Link): Link | undefined {
    const keys = this.#keys;
    const places = this.#places;
    const mask = places.length - 1;
    let place = Math.imul(key, FACTOR) >>> (32 - this.#bits);
    for (let entry = places[place] as number; entry !== 0; entry = places[place] as number) {
      if (keys[entry - 1] === key) return this.#links[entry - 1];
      place = (place + 1) & mask;
    }
    places[place] = keys.push(key);
    this.#links.push(link);
    // at half of its size, so that the next empty place is near
    if (keys.length * 2 > mask) this.#grow();
    return undefined;
  }

  #grow(): void {
    this.#bits += 2;
    const places = (this.#places = emptyPlaces(this.#bits));
    const keys = this.#keys;
    for (let at = 0; at < keys.length; at++) {
      let place = Math.imul(keys[at] as number, FACTOR) >>> (32 - this.#bits);
      while (places[place] !== 0) place = (place + 1) & (places.length - 1);
      places[place] = at + 1;
    }
  }
}

function emptyPlaces(bits: number): number[] {
  return new Array<number>(1 << bits).fill(0);
}

function drawFactor(): number {
  return Math.floor(Math.random() * 2 ** 31) * 2 + 1;
}
