/** Draws the time axis, the grid, and the compressed waits. */
import { clock, day, duration } from '../../components/format.js';
import { visibleStretches, axisTicks } from '../ticks.js';
import type { Stretch } from '../time-scale.js';
import { AXIS_HEIGHT, toX } from '../viewport.js';
import type { RenderInput } from './scene.js';
import { measureText } from './text.js';

/** Below the bars. */
export function drawGrid(context: CanvasRenderingContext2D, input: RenderInput): void {
  const { layout, viewport, size, theme } = input;
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.beginPath();
  for (const stretch of visibleStretches(layout.scale, viewport)) {
    for (const { x } of axisTicks(stretch, viewport, size)) {
      context.moveTo(Math.round(x) + 0.5, AXIS_HEIGHT);
      context.lineTo(Math.round(x) + 0.5, size.height);
    }
    if (stretch.isWait) hatch(context, input, stretch);
  }
  context.stroke();
}

/** Adds the hatching of a compressed wait to the path. */
function hatch(context: CanvasRenderingContext2D, { viewport, size }: RenderInput, { from, to }: Stretch): void {
  const left = Math.max(toX(viewport, size, from), 0);
  const right = Math.min(toX(viewport, size, to), size.width);
  const step = 9;
  const wide = right - left;
  for (let y = AXIS_HEIGHT - (wide % step); y < size.height + wide; y += step) {
    context.moveTo(left, y);
    context.lineTo(right, y - wide);
  }
}

/** Above everything: the axis stays while the lanes scroll. */
export function drawAxis(context: CanvasRenderingContext2D, input: RenderInput): void {
  const { layout, viewport, size, theme } = input;
  context.fillStyle = theme.paper;
  context.fillRect(0, 0, size.width, AXIS_HEIGHT);
  context.fillStyle = theme.line;
  context.fillRect(0, AXIS_HEIGHT - 1, size.width, 1);
  context.font = `400 11px ${theme.font}`;
  context.textBaseline = 'middle';
  const parts = visibleStretches(layout.scale, viewport);
  const days = new Set(
    layout.scale.stretches.filter(({ isWait }) => !isWait).flatMap(({ start, end }) => [day(start), day(end)]),
  );
  let writtenTo = 0;
  const waits = parts.filter(({ isWait }) => isWait).flatMap((stretch) => pillOf(context, input, stretch));
  for (const stretch of parts) {
    if (stretch.isWait) continue;
    const left = Math.max(toX(viewport, size, stretch.from), 8);
    context.textAlign = 'left';
    context.fillStyle = theme.ink;
    const label = days.size > 1 ? `${day(stretch.start)} ${clock(stretch.start).slice(0, 8)}` : clock(stretch.start);
    if (left >= writtenTo && left + measureText(context, label) < size.width) {
      context.fillText(label, left, 10);
      writtenTo = left + measureText(context, label) + 10;
    }
    context.textAlign = 'center';
    context.fillStyle = theme.soft;
    for (const { x, label: since } of axisTicks(stretch, viewport, size)) {
      const half = measureText(context, since) / 2 + 4;
      if (x < size.width - half && !waits.some((wait) => Math.abs(wait.x - x) < wait.half + half))
        context.fillText(since, x, 25);
    }
  }
  let takenTo = 0;
  for (const { x, half, label } of waits) {
    if (x - half < takenTo) continue;
    takenTo = x + half;
    drawPill(context, input, x, half, label);
  }
  context.textAlign = 'left';
}

interface Pill {
  readonly x: number;
  readonly half: number;
  readonly label: string;
}

/** Returns the label of a compressed wait: its duration, in its middle. Empty if that is off the screen. */
function pillOf(
  context: CanvasRenderingContext2D,
  { viewport, size }: RenderInput,
  { start, end, from, to }: Stretch,
): Pill[] {
  const label = duration(end - start);
  const half = measureText(context, label) / 2 + 7;
  const x = (toX(viewport, size, from) + toX(viewport, size, to)) / 2;
  return x < 0 || x > size.width ? [] : [{ x: Math.min(Math.max(x, half + 2), size.width - half - 2), half, label }];
}

function drawPill(
  context: CanvasRenderingContext2D,
  { theme }: RenderInput,
  x: number,
  half: number,
  label: string,
): void {
  context.beginPath();
  context.roundRect(x - half, 16.5, half * 2, 16, 8);
  context.fillStyle = theme.lane;
  context.fill();
  context.strokeStyle = theme.line;
  context.stroke();
  context.fillStyle = theme.soft;
  context.textAlign = 'center';
  context.fillText(label, x, 25);
}
