/** Ids of fragments: unique in all processes, and rising with the time in each. */

// below the milliseconds since 1970: a number of this process, and a count within the millisecond
const PROCESS_BITS = 10n;
const COUNT_BITS = 12n;

/** SQL for the number of the process in an id. */
export const processOf = (id: string): string =>
  `bitAnd(bitShiftRight(${id}, ${COUNT_BITS}), ${(1n << PROCESS_BITS) - 1n})`;

export class FragmentIds {
  /** The number of this process, which another one may have by chance. */
  readonly process = BigInt(Math.floor(Math.random() * 2 ** Number(PROCESS_BITS)));
  #time = 0n;
  #count = 0n;

  /** @param now milliseconds since 1970; a clock that goes back is not followed */
  next(now: number): bigint {
    const time = BigInt(now);
    if (time > this.#time) [this.#time, this.#count] = [time, 0n];
    else this.#count += 1n;
    if (this.#count >> COUNT_BITS > 0n) [this.#time, this.#count] = [this.#time + 1n, 0n];
    return (((this.#time << PROCESS_BITS) | this.process) << COUNT_BITS) | this.#count;
  }
}
