/** What is under the pointer. */
import { curveOf, pointOn, sidesOf } from './arc-curve.js';
import { BAR, HEAD, type Arc, type Bar, type LaneBox, type Layout, type Row } from './geometry.js';
import { AXIS, toX, type Size, type Viewport } from './viewport.js';

export type Hit =
  | { readonly kind: 'bar'; readonly bar: Bar }
  | { readonly kind: 'arc'; readonly arc: Arc }
  | { readonly kind: 'lane'; readonly box: LaneBox };

/** How near is near enough, in pixels. */
const SLOP = 4;

/** Bars come first, then arcs, then the heads of lanes. */
export function hitAt(laid: Layout, view: Viewport, size: Size, x: number, y: number): Hit | undefined {
  if (y < AXIS) return undefined;
  const down = y - AXIS + view.top;
  const row = lastAbove(laid.rows, down);
  const bar = row !== undefined && down <= row.top + BAR + 2 ? barIn(row, view, size, x) : undefined;
  if (bar !== undefined) return { kind: 'bar', bar };
  const box = lastAbove(laid.lanes, down);
  const isHead = box !== undefined && down <= box.top + HEAD - 4;
  const arc = isHead ? undefined : arcAt(laid.arcs, view, size, x, y);
  if (arc !== undefined) return { kind: 'arc', arc };
  return isHead ? { kind: 'lane', box } : undefined;
}

/** The last that begins above a height. */
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

function barIn({ bars }: Row, view: Viewport, size: Size, x: number): Bar | undefined {
  const index = firstFrom(bars, view, size, x);
  // the nearest of the neighbours: a bar of microseconds is a pixel wide
  let best: Bar | undefined;
  let nearest = SLOP;
  for (const bar of bars.slice(Math.max(index - 2, 0), index + 2)) {
    const { left, right } = sidesOf(bar, view, size);
    const away = x < left ? left - x : x > right ? x - right : 0;
    if (away <= nearest) {
      if (away === nearest && best !== undefined) continue;
      best = bar;
      nearest = away;
    }
  }
  return best;
}

/** The first bar that begins right of x. */
function firstFrom(bars: readonly Bar[], view: Viewport, size: Size, x: number): number {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (toX(view, size, bars[middle]?.from ?? 0) <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function arcAt(arcs: readonly Arc[], view: Viewport, size: Size, x: number, y: number): Arc | undefined {
  return arcs.find((arc) => {
    const curve = curveOf(arc, view, size);
    if (y < Math.min(curve[1], curve[7]) - SLOP || y > Math.max(curve[1], curve[7]) + SLOP) return false;
    const steps = 24;
    let before = pointOn(curve, 0);
    for (let step = 1; step <= steps; step += 1) {
      const after = pointOn(curve, step / steps);
      if (awayFrom(x, y, before, after) <= SLOP) return true;
      before = after;
    }
    return false;
  });
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function awayFrom(x: number, y: number, one: Point, other: Point): number {
  const dx = other.x - one.x;
  const dy = other.y - one.y;
  const share = Math.min(Math.max(((x - one.x) * dx + (y - one.y) * dy) / (dx * dx + dy * dy || 1), 0), 1);
  return Math.hypot(x - one.x - share * dx, y - one.y - share * dy);
}
