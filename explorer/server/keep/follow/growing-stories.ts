/**
 * Bounds the work on stories that grow for ever, such as a schedule that is linked to its last run: the longer it takes
 * to follow one, the longer it rests, so that other stories do not wait for it.
 */

/** Below that, a story is followed whenever something comes. */
const SHORT_MS = 1000;
/** A story takes a tenth of the time at most. */
const REST = 9;
/** The stories that are remembered: more would take memory, and each has been counted already. */
const MAX_CUT = 100_000;

export class GrowingStories {
  readonly #restsUntil = new Map<string, number>();
  readonly #cut = new Set<string>();

  /** @param now milliseconds */
  rests(seed: string, now: number): boolean {
    return (this.#restsUntil.get(seed) ?? -Infinity) > now;
  }

  /** Notes how long it took to follow a story. */
  note(seed: string, milliseconds: number, now: number): void {
    if (milliseconds < SHORT_MS) this.#restsUntil.delete(seed);
    else this.#restsUntil.set(seed, now + REST * milliseconds);
  }

  /** Notes that a bound left out traces of a story; returns false if that is known. */
  noteCut(seed: string): boolean {
    if (this.#cut.has(seed)) return false;
    if (this.#cut.size < MAX_CUT) this.#cut.add(seed);
    return true;
  }
}
