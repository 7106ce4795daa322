/** What was decided, counted. */

export interface DecisionCounts {
  /** Traces by the first policy that kept them, or that dropped them. */
  readonly byPolicy: Map<string, number>;
  /** Traces that were kept because of another one, by their role. */
  readonly byRole: Map<string, number>;
  /** Traces that no policy was for. */
  notKept: number;
  /** Times that spans came for a trace that was kept already. */
  late: number;
  /** Stories of which a bound left something out. */
  cut: number;
}

/** Returns counts of nothing. */
export const newCounts = (): DecisionCounts => ({
  byPolicy: new Map(),
  byRole: new Map(),
  notKept: 0,
  late: 0,
  cut: 0,
});

/** Counts one, or more, for a key. */
export const addTo = (counts: Map<string, number>, key: string, number: number = 1): void =>
  void counts.set(key, (counts.get(key) ?? 0) + number);
