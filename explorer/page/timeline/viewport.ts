/** What part of a picture is seen: `from` and `to` across, `top` pixels down. Moving it never leaves the picture. */
import type { Bar } from './geometry.js';

export interface Viewport {
  readonly from: number;
  readonly to: number;
  readonly top: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Above the picture: the axis. */
export const AXIS = 34;
/** Left and right of all, in pixels. */
export const MARGIN = 16;
const NARROWEST = 1e-9;

export const WHOLE: Viewport = { from: 0, to: 1, top: 0 };

export const toX = ({ from, to }: Viewport, { width }: Size, place: number): number =>
  MARGIN + ((place - from) / (to - from)) * (width - 2 * MARGIN);
export const toPlace = ({ from, to }: Viewport, { width }: Size, x: number): number =>
  from + ((x - MARGIN) / (width - 2 * MARGIN)) * (to - from);

/** Nearest to what was asked, inside of the picture. */
export function clamp({ from, to, top }: Viewport, { height }: Size, contentHeight: number): Viewport {
  const width = Math.min(Math.max(to - from, NARROWEST), 1);
  const left = Math.min(Math.max(from, 0), 1 - width);
  return { from: left, to: left + width, top: Math.min(Math.max(top, 0), Math.max(contentHeight + AXIS - height, 0)) };
}

/** Nearer for a factor above 1; what is at `place` stays where it is. */
export function zoomAt(view: Viewport, factor: number, place: number): Viewport {
  const width = Math.min(Math.max((view.to - view.from) / factor, NARROWEST), 1);
  const ratio = (place - view.from) / (view.to - view.from);
  const from = place - ratio * width;
  return { ...view, from, to: from + width };
}

/** By pixels: a positive `dx` shows what is further right. */
export function panBy(view: Viewport, { width }: Size, dx: number, dy: number): Viewport {
  const across = (dx / (width - 2 * MARGIN)) * (view.to - view.from);
  return { from: view.from + across, to: view.to + across, top: view.top + dy };
}

/** Moves only as far as it takes to see a bar; zooms in where it would be a speck. */
export function reveal(view: Viewport, size: Size, bar: Pick<Bar, 'from' | 'to' | 'top'>): Viewport {
  const wide = bar.to - bar.from;
  let { from, to } = view;
  if (wide > to - from || bar.from < from || bar.to > to) {
    const width = Math.min(Math.max(wide * 1.4, to - from), 1);
    from = (bar.from + bar.to - width) / 2;
    to = from + width;
  }
  const room = size.height - AXIS;
  const isAbove = bar.top - 40 < view.top;
  const isBelow = bar.top + 40 > view.top + room;
  return { from, to, top: isAbove || isBelow ? bar.top - room / 3 : view.top };
}

/** Fills the width with a bar, and some of what is around it. */
export function zoomTo(view: Viewport, bar: Pick<Bar, 'from' | 'to'>): Viewport {
  const margin = Math.max((bar.to - bar.from) * 0.15, NARROWEST);
  return { ...view, from: bar.from - margin, to: bar.to + margin };
}
