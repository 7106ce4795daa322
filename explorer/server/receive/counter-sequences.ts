/**
 * Follows the counters of senders from one point to the next: which of them rose, and which began anew. A sequence is
 * what a sender counted between two starts.
 */
import type { CounterRow } from '../store/counter-table.js';

/** A point of a counter, as it was sent. */
export type CounterPoint = Omit<CounterRow, 'IsStartKnown' | 'Received'>;

interface Sequence {
  readonly start: bigint;
  readonly isStartKnown: number;
  readonly time: bigint;
  readonly value: bigint;
}

/** The counters that are followed; of others, each point is stored again. */
const MOST = 20_000;

export class CounterSequences {
  // the one that rose last comes last
  readonly #latest = new Map<string, Sequence>();

  /**
   * Returns the rows to store for points. What they leave of each counter is noted by `commit`, once the rows are
   * stored.
   *
   * @param received when they were received, in milliseconds since 1970
   */
  next(
    points: readonly CounterPoint[],
    received: number,
  ): { readonly rows: readonly CounterRow[]; readonly commit: () => void } {
    const changed = new Map<string, Sequence>();
    const rows = points.flatMap((point): CounterRow[] => {
      if (point.IsDelta === 1)
        return point.Value === 0n ? [] : [{ ...point, Start: 0n, IsStartKnown: 1, Received: received }];
      const key = keyOf(point);
      const sequence = follow(point, changed.get(key) ?? this.#latest.get(key));
      if (sequence === undefined) return [];
      changed.set(key, sequence);
      return [{ ...point, Start: sequence.start, IsStartKnown: sequence.isStartKnown, Received: received }];
    });
    const commit = (): void => {
      for (const [key, sequence] of changed) this.#note(key, sequence);
    };
    return { rows, commit };
  }

  #note(key: string, sequence: Sequence): void {
    this.#latest.delete(key);
    this.#latest.set(key, sequence);
    for (const [oldest] of this.#latest) {
      if (this.#latest.size <= MOST) break;
      this.#latest.delete(oldest);
    }
  }
}

/** Returns what a point makes of its sequence; undefined if it tells nothing new, as one that is sent again. */
function follow({ Start, Time, Value }: CounterPoint, before: Sequence | undefined): Sequence | undefined {
  // a start at the time of the point says that it is not known
  const isStartKnown = Start !== 0n && Start !== Time;
  if (before === undefined)
    return isStartKnown
      ? { start: Start, isStartKnown: 1, time: Time, value: Value }
      : { start: Time, isStartKnown: 0, time: Time, value: Value };
  if (Time <= before.time || Value === before.value) return undefined;
  // counters do not fall: this one began anew, whether or not its sender says so
  if (Value < before.value) return { start: before.time, isStartKnown: 1, time: Time, value: Value };
  return { ...before, time: Time, value: Value };
}

/** Points of one series with one start are one sequence, and so are those whose sender does not tell the start. */
const keyOf = ({ Series, Start, Time }: CounterPoint): string => `${Series} ${Start === Time ? 0n : Start}`;
