/**
 * Time to place: linear where something happens, and squeezed where nothing does, as a cause may be days before its
 * effect.
 */

/** A stretch of time, and of the picture: `from` and `to` are places between 0 and 1. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
  /** Whether nothing happens in it, and its width says nothing of its length. */
  readonly isWait: boolean;
}

export interface TimeScale {
  /** In the order of time, without holes. */
  readonly stretches: readonly Stretch[];
  /** The place of a time: 0 at the first, 1 at the last. */
  place(time: number): number;
  /** The time of a place. */
  time(place: number): number;
}

/** Waiting is squeezed from this share of all the working on. */
const WAIT_SHARE = 0.15;
/** The share of the picture that a squeezed waiting gets, and that all of them get at most. */
const WAIT_WIDTH = 0.07;
const WAITS_WIDTH = 0.35;

/** The scale for what works in these times. With `squeeze` false it is linear. */
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

/** Working times, joined where the waiting between them is short. */
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
 * Each working part gets its share, but at least half of an equal one: a trace of milliseconds is seen beside one of
 * hours.
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
  // a moment has no length
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

/** The first that holds, else the last one. */
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
