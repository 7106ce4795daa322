/** The curve of an arc on the screen, for drawing and for hit tests. */
import { BAR_HEIGHT, type Arc, type Bar } from './geometry.js';
import { AXIS_HEIGHT, MARGIN, toX, type Size, type Viewport } from './viewport.js';

/** A cubic Bézier curve: x and y of its start, its two control points and its end. */
export type Curve = readonly [
  x1: number,
  y1: number,
  hx1: number,
  hy1: number,
  hx2: number,
  hy2: number,
  x2: number,
  y2: number,
];

/**
 * Returns the left and the right side of a bar on the screen, at least two pixels apart. A ghost is drawn before its
 * effect, if there is room.
 */
export function barSides(bar: Bar, viewport: Viewport, size: Size): { left: number; right: number } {
  const x = toX(viewport, size, bar.from);
  if (!bar.isGhost) return { left: x, right: Math.max(toX(viewport, size, bar.to), x + 2) };
  const left = x < 0 ? x - GHOST : Math.max(x - GHOST, MARGIN);
  return { left, right: left + GHOST_WIDTH };
}

const GHOST = 130;
const GHOST_WIDTH = 104;

/** Returns the curve of an arc, from its place on the cause to the start of the effect. */
export function arcCurve({ from, to }: Arc, viewport: Viewport, size: Size): Curve {
  const x1 = from.bar.isGhost ? barSides(from.bar, viewport, size).right : toX(viewport, size, from.place);
  const x2 = toX(viewport, size, to.place);
  const y1 = from.bar.top + BAR_HEIGHT / 2 + AXIS_HEIGHT - viewport.top;
  const y2 = to.bar.top + BAR_HEIGHT / 2 + AXIS_HEIGHT - viewport.top;
  const reach = Math.min(Math.max(Math.abs(x2 - x1) * 0.45, 26), 140);
  return [x1, y1, x1 + reach, y1, x2 - reach, y2, x2, y2];
}

/** Returns the point at a share of the way. */
export function pointAt([x1, y1, hx1, hy1, hx2, hy2, x2, y2]: Curve, share: number): { x: number; y: number } {
  const rest = 1 - share;
  const a = rest ** 3;
  const b = 3 * rest * rest * share;
  const c = 3 * rest * share * share;
  const d = share ** 3;
  return { x: a * x1 + b * hx1 + c * hx2 + d * x2, y: a * y1 + b * hy1 + c * hy2 + d * y2 };
}

/** Returns the share of the way at which the curve reaches y; between its ends y only rises, or only falls. */
export const shareAtY = (curve: Curve, y: number): number => shareAt(curve, 'y', y, curve[7] < curve[1]);

function shareAt(curve: Curve, axis: 'x' | 'y', value: number, isFalling: boolean): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 20; step += 1) {
    const middle = (low + high) / 2;
    if (pointAt(curve, middle)[axis] < value !== isFalling) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** In pixels; more than an arc swings out beyond its ends. */
const EDGE = 200;

/**
 * Returns the part of a curve on the screen, and a little more. An arc to a distant bar is long, and drawing takes time
 * for each of its dots.
 */
export function visiblePart(curve: Curve, { width, height }: Size): Curve {
  const [x1, y1, , , , , x2, y2] = curve;
  if (Math.abs(x2 - x1) < 2 * width && Math.abs(y2 - y1) < 2 * height) return curve;
  const [left, right] = range(curve, 'x', x1, x2, width);
  const [top, bottom] = range(curve, 'y', y1, y2, height);
  const from = Math.max(left, top);
  const to = Math.min(right, bottom);
  return from < to ? cut(curve, from, to) : [x1, y1, x1, y1, x1, y1, x1, y1];
}

/** Returns the shares of the way between which the curve is between the edges. */
function range(curve: Curve, axis: 'x' | 'y', first: number, last: number, size: number): [from: number, to: number] {
  const isFalling = last < first;
  const [enter, leave] = isFalling ? [size + EDGE, -EDGE] : [-EDGE, size + EDGE];
  const isBefore = (value: number, edge: number): boolean => (isFalling ? value > edge : value < edge);
  return [
    isBefore(first, enter) ? shareAt(curve, axis, enter, isFalling) : 0,
    isBefore(leave, last) ? shareAt(curve, axis, leave, isFalling) : 1,
  ];
}

/** Returns the curve from one share of its way to another. */
function cut(curve: Curve, from: number, to: number): Curve {
  const start = pointAt(curve, from);
  const end = pointAt(curve, to);
  const third = (to - from) / 3;
  const leave = slopeOn(curve, from);
  const arrive = slopeOn(curve, to);
  return [
    start.x,
    start.y,
    start.x + leave.x * third,
    start.y + leave.y * third,
    end.x - arrive.x * third,
    end.y - arrive.y * third,
    end.x,
    end.y,
  ];
}

function slopeOn([x1, y1, hx1, hy1, hx2, hy2, x2, y2]: Curve, share: number): { x: number; y: number } {
  const rest = 1 - share;
  const [a, b, c] = [3 * rest * rest, 6 * rest * share, 3 * share * share];
  return { x: a * (hx1 - x1) + b * (hx2 - hx1) + c * (x2 - hx2), y: a * (hy1 - y1) + b * (hy2 - hy1) + c * (y2 - hy2) };
}

/** Returns true if any part of a curve can be on the screen. */
export function isVisible([x1, y1, hx1, , hx2, , x2, y2]: Curve, { width, height }: Size): boolean {
  return (
    Math.max(y1, y2) > AXIS_HEIGHT &&
    Math.min(y1, y2) < height &&
    Math.max(x1, x2, hx1, hx2) > 0 &&
    Math.min(x1, x2, hx1, hx2) < width
  );
}
