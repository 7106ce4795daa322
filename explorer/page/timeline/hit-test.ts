/** Finds the element under the pointer. */
import { arcCurve, pointAt, barSides } from './arc-curve.js';
import { BAR_HEIGHT, LANE_HEADER_HEIGHT, type Arc, type Bar, type LaneBox, type Layout, type Row } from './geometry.js';
import { AXIS_HEIGHT, toX, type Size, type Viewport } from './viewport.js';

export type Hit =
  | { readonly kind: 'bar'; readonly bar: Bar }
  | { readonly kind: 'arc'; readonly arc: Arc }
  | { readonly kind: 'lane'; readonly box: LaneBox };

/** The greatest distance of a hit, in pixels. */
const TOLERANCE = 4;

/** Returns the element at a point of the canvas: a bar, otherwise an arc, otherwise a lane header. */
export function hitTest(layout: Layout, viewport: Viewport, size: Size, x: number, y: number): Hit | undefined {
  if (y < AXIS_HEIGHT) return undefined;
  const down = y - AXIS_HEIGHT + viewport.top;
  const row = lastAbove(layout.rows, down);
  const bar = row !== undefined && down <= row.top + BAR_HEIGHT + 2 ? barIn(row, viewport, size, x) : undefined;
  if (bar !== undefined) return { kind: 'bar', bar };
  const box = lastAbove(layout.lanes, down);
  const isHead = box !== undefined && down <= box.top + LANE_HEADER_HEIGHT - 4;
  const arc = isHead ? undefined : arcAt(layout.arcs, viewport, size, x, y);
  if (arc !== undefined) return { kind: 'arc', arc };
  return isHead ? { kind: 'lane', box } : undefined;
}

/** Returns the last box that begins at or above a height. */
export function lastAbove<T extends { readonly top: number }>(boxes: readonly T[], down: number): T | undefined {
  let low = 0;
  let high = boxes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((boxes[middle]?.top ?? Infinity) <= down) low = middle + 1;
    else high = middle;
  }
  return boxes[low - 1];
}

function barIn({ bars }: Row, viewport: Viewport, size: Size, x: number): Bar | undefined {
  const index = firstFrom(bars, viewport, size, x);
  // the nearest neighbour counts: a bar of microseconds is a pixel wide
  let best: Bar | undefined;
  let nearest = TOLERANCE;
  for (const bar of bars.slice(Math.max(index - 2, 0), index + 2)) {
    const { left, right } = barSides(bar, viewport, size);
    const away = x < left ? left - x : x > right ? x - right : 0;
    if (away <= nearest) {
      if (away === nearest && best !== undefined) continue;
      best = bar;
      nearest = away;
    }
  }
  return best;
}

/** Returns the index of the first bar that begins to the right of x. */
function firstFrom(bars: readonly Bar[], viewport: Viewport, size: Size, x: number): number {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (toX(viewport, size, bars[middle]?.from ?? 0) <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function arcAt(arcs: readonly Arc[], viewport: Viewport, size: Size, x: number, y: number): Arc | undefined {
  return arcs.find((arc) => {
    const curve = arcCurve(arc, viewport, size);
    if (y < Math.min(curve[1], curve[7]) - TOLERANCE || y > Math.max(curve[1], curve[7]) + TOLERANCE) return false;
    const steps = 24;
    let before = pointAt(curve, 0);
    for (let step = 1; step <= steps; step += 1) {
      const after = pointAt(curve, step / steps);
      if (distanceToSegment(x, y, before, after) <= TOLERANCE) return true;
      before = after;
    }
    return false;
  });
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function distanceToSegment(x: number, y: number, one: Point, other: Point): number {
  const dx = other.x - one.x;
  const dy = other.y - one.y;
  const share = Math.min(Math.max(((x - one.x) * dx + (y - one.y) * dy) / (dx * dx + dy * dy || 1), 0), 1);
  return Math.hypot(x - one.x - share * dx, y - one.y - share * dy);
}
