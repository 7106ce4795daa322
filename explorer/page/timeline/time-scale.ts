/**
 * The time scale: linear while anything is active, compressed while everything waits, as a cause may be days before its
 * effect.
 */

/** A stretch of time and its extent on the scale: `from` and `to` are places between 0 and 1. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
  /** True if it is a compressed wait, so that its width is independent of its length. */
  readonly isWait: boolean;
}

export interface TimeScale {
  /** In the order of time, without gaps. */
  readonly stretches: readonly Stretch[];
  /** Returns the place of a time: 0 for the first, 1 for the last. */
  place(time: number): number;
  /** Returns the time of a place. */
  time(place: number): number;
}

/** A wait is compressed if it is longer than this share of the total active time. */
const WAIT_SHARE = 0.15;
/** The width of a compressed wait, and the most that all of them have together, as shares of the scale. */
const WAIT_WIDTH = 0.07;
const WAITS_WIDTH = 0.35;

/**
 * Returns the scale for work in these intervals.
 *
 * @param compressWaits True if long waits are compressed; otherwise the scale is linear.
 */
export function timeScale(
  intervals: readonly { readonly start: number; readonly end: number }[],
  compressWaits: boolean,
): TimeScale {
  const merged = union(intervals);
  const first = merged[0]?.start ?? 0;
  const last = Math.max(merged.at(-1)?.end ?? 1, first + 1);
  return scaleOf(
    compressWaits ? widths(split(merged, last)) : [{ start: first, end: last, from: 0, to: 1, isWait: false }],
  );
}

interface Interval {
  start: number;
  end: number;
}

function union(works: readonly Readonly<Interval>[]): Interval[] {
  const merged: Interval[] = [];
  for (const { start, end } of works.toSorted((one, other) => one.start - other.start)) {
    const open = merged.at(-1);
    if (open !== undefined && start <= open.end) open.end = Math.max(open.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/** Returns the active intervals, joined across short waits. */
function split(merged: readonly Interval[], last: number): Interval[] {
  const worked = merged.reduce((sum, { start, end }) => sum + end - start, 0);
  const parts: Interval[] = [];
  for (const { start, end } of merged) {
    const open = parts.at(-1);
    if (open !== undefined && start - open.end <= Math.max(worked * WAIT_SHARE, 1)) open.end = end;
    else parts.push({ start, end });
  }
  const final = parts.at(-1);
  if (final !== undefined) final.end = Math.max(final.end, Math.min(last, final.start + 1));
  return parts;
}

/**
 * Gives each active interval its share of the width, but at least half of an equal one: a trace of milliseconds stays
 * visible beside one of hours.
 */
function widths(parts: readonly Interval[]): Stretch[] {
  const waits = parts.length - 1;
  const wait = waits === 0 ? 0 : Math.min(WAIT_WIDTH, WAITS_WIDTH / waits);
  const worked = parts.reduce((sum, { start, end }) => sum + end - start, 0);
  const wanted = parts.map(({ start, end }) => Math.max((end - start) / Math.max(worked, 1), 0.5 / parts.length));
  const all = wanted.reduce((sum, width) => sum + width, 0);
  const room = 1 - wait * waits;
  const stretches: Stretch[] = [];
  let from = 0;
  for (const [index, { start, end }] of parts.entries()) {
    const before = parts[index - 1];
    if (before !== undefined) {
      stretches.push({ start: before.end, end: start, from, to: from + wait, isWait: true });
      from += wait;
    }
    const to = index === waits ? 1 : from + ((wanted[index] ?? 0) / all) * room;
    stretches.push({ start, end, from, to, isWait: false });
    from = to;
  }
  return stretches;
}

function scaleOf(stretches: readonly Stretch[]): TimeScale {
  // the length may be zero
  const across = ({ start, end, from, to }: Stretch, time: number): number =>
    from + ((time - start) / (end - start || 1)) * (to - from);
  const back = ({ start, end, from, to }: Stretch, place: number): number =>
    start + ((place - from) / (to - from)) * (end - start);
  return {
    stretches,
    place: (time) => {
      const stretch = find(stretches, ({ end }) => time <= end);
      return stretch === undefined ? 0 : across(stretch, time);
    },
    time: (place) => {
      const stretch = find(stretches, ({ to }) => place <= to);
      return stretch === undefined ? 0 : back(stretch, place);
    },
  };
}

/** Returns the first stretch that meets the condition, otherwise the last one. */
function find(stretches: readonly Stretch[], holds: (stretch: Stretch) => boolean): Stretch | undefined {
  let low = 0;
  let high = stretches.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const stretch = stretches[middle];
    if (stretch !== undefined && holds(stretch)) high = middle;
    else low = middle + 1;
  }
  return stretches[low];
}
