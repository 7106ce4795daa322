/** Bounds of the differences between the clocks of services. */

/** The bounds of the offset of a service, less that of another one. */
export interface ClockBound {
  readonly other: string;
  readonly least: number;
  readonly most: number;
  /** True if calls of clients to servers, which are bounded on both sides, are among what gave them. */
  readonly isOfCalls: boolean;
  /** True if the service is called or caused by the other one more often than the other way round. */
  readonly isEffect: boolean;
}

/** The offsets that a service may have if all others keep theirs. */
export interface ClockRange {
  readonly now: number;
  readonly least: number;
  readonly most: number;
  /** True if calls gave both ends. */
  readonly isOfCalls: boolean;
  /** The number of services that contradict its offset now. */
  readonly contradictions: number;
  /** Those of which it is the effect. */
  readonly contradictionsOfEffect: number;
}

interface Pair {
  least: number;
  most: number;
  isOfCalls: boolean;
  /** How often the second service was the effect, less how often the first one was. */
  effects: number;
}

export class ClockBounds {
  /** By the service that is later in the alphabet, from the other one. */
  readonly #pairs = new Map<string, Map<string, Pair>>();
  #byService: Map<string, ClockBound[]> | undefined;

  /** The clock of `to` has to be moved at least this much more than that of `from`. */
  addLeast(from: string, to: string, least: number): void {
    const pair = this.#pair(from, to);
    pair.effects += from < to ? 1 : -1;
    if (from < to) pair.least = Math.max(pair.least, least);
    else pair.most = Math.min(pair.most, -least);
  }

  /** The clock of `to` may be moved at most this much more than that of `from`: its server answers within a call. */
  addMost(from: string, to: string, most: number): void {
    const pair = this.#pair(from, to);
    pair.isOfCalls = true;
    if (from < to) pair.most = Math.min(pair.most, most);
    else pair.least = Math.max(pair.least, -most);
  }

  /** The number of bounds. */
  get size(): number {
    return [...this.#bounds().values()].reduce((sum, bounds) => sum + bounds.length, 0);
  }

  services(): Iterable<string> {
    return this.#bounds().keys();
  }

  of(service: string): readonly ClockBound[] {
    return this.#bounds().get(service) ?? [];
  }

  rangeOf(service: string, offsets: ReadonlyMap<string, number>): ClockRange {
    const now = offsets.get(service) ?? 0;
    let [least, most, contradictions, contradictionsOfEffect] = [-Infinity, Infinity, 0, 0];
    let [leastIsOfCalls, mostIsOfCalls] = [false, false];
    for (const bound of this.of(service)) {
      const other = offsets.get(bound.other) ?? 0;
      const [low, high] = [other + bound.least, other + bound.most];
      if (low > least) [least, leastIsOfCalls] = [low, bound.isOfCalls];
      if (high < most) [most, mostIsOfCalls] = [high, bound.isOfCalls];
      if (now >= low && now <= high) continue;
      contradictions += 1;
      if (bound.isEffect) contradictionsOfEffect += 1;
    }
    const isOfCalls = leastIsOfCalls && mostIsOfCalls;
    return { now, least, most, isOfCalls, contradictions, contradictionsOfEffect };
  }

  #pair(one: string, other: string): Pair {
    this.#byService = undefined;
    const [first, second] = one < other ? [one, other] : [other, one];
    const pairs = this.#pairs.get(second) ?? new Map<string, Pair>();
    this.#pairs.set(second, pairs);
    const pair = pairs.get(first) ?? { least: -Infinity, most: Infinity, isOfCalls: false, effects: 0 };
    pairs.set(first, pair);
    return pair;
  }

  #bounds(): ReadonlyMap<string, readonly ClockBound[]> {
    if (this.#byService !== undefined) return this.#byService;
    const bounds = new Map<string, ClockBound[]>();
    const add = (service: string, bound: ClockBound): void => {
      const known = bounds.get(service);
      if (known === undefined) bounds.set(service, [bound]);
      else known.push(bound);
    };
    for (const [second, pairs] of this.#pairs) {
      for (const [first, pair] of pairs) {
        // two that contradict each other are met in the middle, where neither is far off
        const middle = pair.least > pair.most ? Math.round((pair.least + pair.most) / 2) : undefined;
        const [least, most] = [middle ?? pair.least, middle ?? pair.most];
        const { isOfCalls, effects } = pair;
        add(second, { other: first, least, most, isOfCalls, isEffect: effects > 0 });
        add(first, { other: second, least: -most, most: -least, isOfCalls, isEffect: effects < 0 });
      }
    }
    this.#byService = bounds;
    return bounds;
  }
}
