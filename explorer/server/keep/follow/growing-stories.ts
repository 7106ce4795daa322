/**
 * Bounds the work on stories that grow for ever, such as a schedule that is linked to its last run: the larger one
 * is, the longer it rests before it is followed again, so that other stories do not wait for it.
 */

/** Up to so many traces, a story is followed whenever something comes. */
const FEW_TRACES = 200;
/** The rest for each trace: following it takes a tenth of that at most. */
const REST_MS = 10;
/** The stories that are remembered: more would take memory, and each has been counted already. */
const MAX_CUT = 100_000;

export class GrowingStories {
  readonly #restsUntil = new Map<string, number>();
  readonly #cut = new Set<string>();

  /** @param now milliseconds */
  rests(seed: string, now: number): boolean {
    const rests = (this.#restsUntil.get(seed) ?? -Infinity) > now;
    if (!rests) this.#restsUntil.delete(seed);
    return rests;
  }

  /** Notes of how many traces a story was, when it was followed. */
  note(seed: string, traces: number, now: number): void {
    if (traces <= FEW_TRACES) this.#restsUntil.delete(seed);
    else this.#restsUntil.set(seed, now + REST_MS * traces);
  }

  /** Notes that a bound left out traces of a story; returns false if that is known. */
  noteCut(seed: string): boolean {
    if (this.#cut.has(seed)) return false;
    if (this.#cut.size < MAX_CUT) this.#cut.add(seed);
    return true;
  }
}
