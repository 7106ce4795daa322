/** Ranges of a request, in their order: those that follow each other directly are one. */

export class Ranges {
  /** The start and the end of each. */
  readonly #bounds: number[];
  /** The bytes of all together. */
  size = 0;

  constructor(bounds: number[] = []) {
    this.#bounds = bounds;
  }

  add(start: number, end: number): void {
    const bounds = this.#bounds;
    this.size += end - start;
    if (bounds.at(-1) === start) bounds[bounds.length - 1] = end;
    else if ((bounds.at(-1) ?? 0) <= start) bounds.push(start, end);
    else this.#insert(start, end);
  }

  copy(): Ranges {
    const copy = new Ranges([...this.#bounds]);
    copy.size = this.size;
    return copy;
  }

  /**
   * Writes the ranges that start before a position, from a place in their list on.
   *
   * @returns where the next byte is written, and the place of the next range
   */
  write(from: Buffer, to: Buffer, position: number, place = 0, before = Infinity): [position: number, place: number] {
    const bounds = this.#bounds;
    let [at, index] = [position, place];
    for (; index < bounds.length && (bounds[index] ?? 0) < before; index += 2)
      at += from.copy(to, at, bounds[index], bounds[index + 1]);
    return [at, index];
  }

  /** Adds a range before others. */
  #insert(start: number, end: number): void {
    const bounds = this.#bounds;
    let place = bounds.length;
    while (place > 0 && (bounds[place - 2] ?? 0) > start) place -= 2;
    bounds.splice(place, 0, start, end);
  }
}
