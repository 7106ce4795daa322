/** The time axis above all, the grid below it, and the waiting that is squeezed. */
import { clock, day, duration } from '../../components/format.js';
import { seen, ticksOf } from '../ticks.js';
import type { Stretch } from '../time-scale.js';
import { AXIS, toX } from '../viewport.js';
import type { Pen, Scene } from './scene.js';
import { widthOf } from './text.js';

/** Below the lanes' bars. */
export function drawGrid(pen: Pen, scene: Scene): void {
  const { laid, view, size, theme } = scene;
  pen.strokeStyle = theme.line;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const stretch of seen(laid.scale, view)) {
    for (const { x } of ticksOf(stretch, view, size)) {
      pen.moveTo(Math.round(x) + 0.5, AXIS);
      pen.lineTo(Math.round(x) + 0.5, size.height);
    }
    if (stretch.isWait) hatch(pen, scene, stretch);
  }
  pen.stroke();
}

/** Adds slanting lines over a waiting to the path. */
function hatch(pen: Pen, { view, size }: Scene, { from, to }: Stretch): void {
  const left = Math.max(toX(view, size, from), 0);
  const right = Math.min(toX(view, size, to), size.width);
  const step = 9;
  const wide = right - left;
  for (let y = AXIS - (wide % step); y < size.height + wide; y += step) {
    pen.moveTo(left, y);
    pen.lineTo(right, y - wide);
  }
}

/** Over everything: it stays when the lanes scroll. */
export function drawAxis(pen: Pen, scene: Scene): void {
  const { laid, view, size, theme } = scene;
  pen.fillStyle = theme.paper;
  pen.fillRect(0, 0, size.width, AXIS);
  pen.fillStyle = theme.line;
  pen.fillRect(0, AXIS - 1, size.width, 1);
  pen.font = `400 11px ${theme.font}`;
  pen.textBaseline = 'middle';
  const parts = seen(laid.scale, view);
  const days = new Set(
    laid.scale.stretches.filter(({ isWait }) => !isWait).flatMap(({ start, end }) => [day(start), day(end)]),
  );
  let writtenTo = 0;
  const waits = parts.filter(({ isWait }) => isWait).flatMap((stretch) => pillOf(pen, scene, stretch));
  for (const stretch of parts) {
    if (stretch.isWait) continue;
    const left = Math.max(toX(view, size, stretch.from), 8);
    pen.textAlign = 'left';
    pen.fillStyle = theme.ink;
    const label = days.size > 1 ? `${day(stretch.start)} ${clock(stretch.start).slice(0, 8)}` : clock(stretch.start);
    if (left >= writtenTo && left + widthOf(pen, label) < size.width) {
      pen.fillText(label, left, 10);
      writtenTo = left + widthOf(pen, label) + 10;
    }
    pen.textAlign = 'center';
    pen.fillStyle = theme.soft;
    for (const { x, label: since } of ticksOf(stretch, view, size)) {
      const half = widthOf(pen, since) / 2 + 4;
      if (x < size.width - half && !waits.some((wait) => Math.abs(wait.x - x) < wait.half + half))
        pen.fillText(since, x, 25);
    }
  }
  let takenTo = 0;
  for (const { x, half, label } of waits) {
    if (x - half < takenTo) continue;
    takenTo = x + half;
    drawPill(pen, scene, x, half, label);
  }
  pen.textAlign = 'left';
}

interface Pill {
  readonly x: number;
  readonly half: number;
  readonly label: string;
}

/** How long nothing happened, in the middle of where it is squeezed. */
function pillOf(pen: Pen, { view, size }: Scene, { start, end, from, to }: Stretch): Pill[] {
  const label = duration(end - start);
  const half = widthOf(pen, label) / 2 + 7;
  const x = (toX(view, size, from) + toX(view, size, to)) / 2;
  return x < 0 || x > size.width ? [] : [{ x: Math.min(Math.max(x, half + 2), size.width - half - 2), half, label }];
}

function drawPill(pen: Pen, { theme }: Scene, x: number, half: number, label: string): void {
  pen.beginPath();
  pen.roundRect(x - half, 16.5, half * 2, 16, 8);
  pen.fillStyle = theme.lane;
  pen.fill();
  pen.strokeStyle = theme.line;
  pen.stroke();
  pen.fillStyle = theme.soft;
  pen.textAlign = 'center';
  pen.fillText(label, x, 25);
}
