/** The visible part of a layout: `from` and `to` are places on the time scale, `top` is in pixels. */
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

/** The height of the time axis above the lanes. */
export const AXIS_HEIGHT = 34;
/** On the left and the right of the lanes, in pixels. */
export const MARGIN = 16;
const MIN_WIDTH = 1e-9;

export const FULL_VIEWPORT: Viewport = { from: 0, to: 1, top: 0 };

export const toX = ({ from, to }: Viewport, { width }: Size, place: number): number =>
  MARGIN + ((place - from) / (to - from)) * (width - 2 * MARGIN);
export const toPlace = ({ from, to }: Viewport, { width }: Size, x: number): number =>
  from + ((x - MARGIN) / (width - 2 * MARGIN)) * (to - from);

/** Returns the nearest viewport within the layout. */
export function clamp({ from, to, top }: Viewport, { height }: Size, contentHeight: number): Viewport {
  const width = Math.min(Math.max(to - from, MIN_WIDTH), 1);
  const left = Math.min(Math.max(from, 0), 1 - width);
  return {
    from: left,
    to: left + width,
    top: Math.min(Math.max(top, 0), Math.max(contentHeight + AXIS_HEIGHT - height, 0)),
  };
}

/** Zooms in for a factor above 1; `place` keeps its position on the screen. */
export function zoomAt(viewport: Viewport, factor: number, place: number): Viewport {
  const width = Math.min(Math.max((viewport.to - viewport.from) / factor, MIN_WIDTH), 1);
  const ratio = (place - viewport.from) / (viewport.to - viewport.from);
  const from = place - ratio * width;
  return { ...viewport, from, to: from + width };
}

/** Pans by pixels: a positive `dx` moves to the right. */
export function panBy(viewport: Viewport, { width }: Size, dx: number, dy: number): Viewport {
  const across = (dx / (width - 2 * MARGIN)) * (viewport.to - viewport.from);
  return { from: viewport.from + across, to: viewport.to + across, top: viewport.top + dy };
}

/** Moves only as far as needed to show a bar, and zooms in if it would be a speck. */
export function reveal(viewport: Viewport, size: Size, bar: Pick<Bar, 'from' | 'to' | 'top'>): Viewport {
  const wide = bar.to - bar.from;
  let { from, to } = viewport;
  if (wide > to - from || bar.from < from || bar.to > to) {
    const width = Math.min(Math.max(wide * 1.4, to - from), 1);
    from = (bar.from + bar.to - width) / 2;
    to = from + width;
  }
  const room = size.height - AXIS_HEIGHT;
  const isAbove = bar.top - 40 < viewport.top;
  const isBelow = bar.top + 40 > viewport.top + room;
  return { from, to, top: isAbove || isBelow ? bar.top - room / 3 : viewport.top };
}

/** Fills the width with a bar and a small margin. */
export function zoomTo(viewport: Viewport, bar: Pick<Bar, 'from' | 'to'>): Viewport {
  const margin = Math.max((bar.to - bar.from) * 0.15, MIN_WIDTH);
  return { ...viewport, from: bar.from - margin, to: bar.to + margin };
}
