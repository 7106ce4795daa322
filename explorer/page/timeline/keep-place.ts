/** Keeps what is on the screen in its place when the layout changes below it. */
import type { Layout } from './geometry.js';
import { lastAbove } from './hit-test.js';
import type { Viewport } from './viewport.js';

/**
 * Returns the viewport of another layout that shows the same times, and the same row at its top. The whole time stays
 * the whole, and the top the top: what is new there is seen.
 */
export function keepPlace(viewport: Viewport, before: Layout, after: Layout): Viewport {
  return { ...keepTimes(viewport, before, after), top: keepTop(viewport.top, before, after) };
}

function keepTimes({ from, to }: Viewport, before: Layout, after: Layout): Pick<Viewport, 'from' | 'to'> {
  if (from === 0 && to === 1) return { from, to };
  const move = (place: number): number => after.scale.place(before.scale.time(place));
  const moved = { from: move(from), to: move(to) };
  // the times of the same scale, but for rounding
  const isSame = Math.abs(moved.from - from) + Math.abs(moved.to - to) < 1e-6 * (to - from);
  return isSame || moved.from >= moved.to ? { from, to } : moved;
}

function keepTop(top: number, before: Layout, after: Layout): number {
  const lane = top <= 0 ? undefined : lastAbove(before.lanes, top);
  if (lane === undefined) return top;
  const row = lastAbove(before.rows, top);
  // a row may have lost its first bars to other rows
  for (const { key, top: barTop } of row === undefined || row.top < lane.top ? [] : row.bars) {
    const bar = after.bars.get(key);
    if (bar !== undefined) return bar.top + top - barTop;
  }
  const kept = after.lanes.find(({ traceId }) => traceId === lane.traceId);
  return kept === undefined ? top : kept.top + Math.min(top - lane.top, kept.height);
}
