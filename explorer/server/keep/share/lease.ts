/**
 * Says which of several explorers decides, by what each of them writes into the store. Clocks are not compared: an
 * explorer counts what it writes, and the others see by their own clocks whether that goes on.
 */

/** What an explorer wrote last. */
export interface ExplorerState {
  readonly id: string;
  readonly seq: bigint;
  /** The term in which it decides or asks to; 0 if it does neither. */
  readonly term: bigint;
  /** True if it stopped with this. */
  readonly isLast: boolean;
}

/**
 * `stand by` while another one decides; `claim` the next term if none does, and `settle` until others that claimed it
 * at the same time must have been seen.
 */
export type LeaseAdvice = 'decide' | 'stand by' | 'claim' | 'settle';

/** An explorer that wrote nothing for so long does not decide any more. */
const EXPIRY_MS = 15_000;
/** A claim that nobody outdoes for so long holds. */
const SETTLE_MS = 2000;

export class Lease {
  readonly #id: string;
  #seen: { readonly state: ExplorerState; readonly since: number } | undefined;
  #claimed = 0;

  /** @param id that of this explorer */
  constructor(id: string) {
    this.#id = id;
  }

  /**
   * @param states of all explorers that are known
   * @param now milliseconds of a clock that is never set, from before they were read
   */
  advise(states: readonly ExplorerState[], now: number): LeaseAdvice {
    const holder = holderOf(states);
    if (holder === undefined || holder.isLast) return 'claim';
    if (holder.id === this.#id) return now - this.#claimed >= SETTLE_MS ? 'decide' : 'settle';
    const seen = this.#seen?.state;
    if (seen?.id !== holder.id || seen.seq !== holder.seq || seen.term !== holder.term)
      this.#seen = { state: holder, since: now };
    return now - (this.#seen?.since ?? now) >= EXPIRY_MS ? 'claim' : 'stand by';
  }

  /** Notes that this explorer claimed a term. */
  noteClaim(now: number): void {
    this.#claimed = now;
  }
}

/** Returns the explorer of the highest term; of several that claimed it, all take the same one. */
function holderOf(states: readonly ExplorerState[]): ExplorerState | undefined {
  let holder: ExplorerState | undefined;
  for (const state of states) {
    if (state.term === 0n) continue;
    if (holder === undefined || state.term > holder.term || (state.term === holder.term && state.id < holder.id))
      holder = state;
  }
  return holder;
}
