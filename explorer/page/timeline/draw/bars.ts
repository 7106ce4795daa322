/** Draws spans as bars in the colour of their service; errors also have an outline and a sign. */
import { serviceColor } from '../../theme/service-colors.js';
import { barSides } from '../arc-curve.js';
import { BAR_HEIGHT, ROW_HEIGHT, type Bar, type Row } from '../geometry.js';
import { AXIS_HEIGHT, MARGIN } from '../viewport.js';
import type { RenderInput } from './scene.js';

/** With more bars than this, none has round corners. */
const MANY = 500;

export interface VisibleBar {
  readonly bar: Bar;
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

/** Returns the bars on the screen. */
export const visibleBars = (input: RenderInput): readonly VisibleBar[] =>
  input.layout.rows.flatMap((row) => visibleBarsOfRow(row, input));

export function drawBars(context: CanvasRenderingContext2D, input: RenderInput, visible: readonly VisibleBar[]): void {
  const byColor = new Map<string, VisibleBar[]>();
  for (const one of visible) {
    if (one.bar.isGhost) continue;
    const color = serviceColor(one.bar.service, input.theme.scheme);
    const group = byColor.get(color);
    if (group === undefined) byColor.set(color, [one]);
    else group.push(one);
  }
  // drawing round corners is slow
  const isRound = visible.length <= MANY;
  for (const [color, group] of byColor) {
    context.fillStyle = color;
    context.beginPath();
    for (const { left, right, top } of group) {
      if (isRound && right - left >= 5) context.roundRect(left, top, right - left, BAR_HEIGHT, 4);
      else context.fillRect(left, top, right - left, BAR_HEIGHT);
    }
    context.fill();
  }
  for (const one of visible) if (one.bar.isGhost) drawGhost(context, input, one);
  drawErrors(
    context,
    input,
    visible.filter(({ bar }) => bar.isError),
  );
  drawStubs(context, input, visible);
  if (input.news.size > 0)
    for (const one of visible) if (input.news.has(one.bar.key)) drawRing(context, one, input.theme.effect, 2);
  if (input.selected === undefined && input.hovered === undefined) return;
  const highlighted = visible.filter(({ bar }) => bar.key === input.selected || bar.key === input.hovered);
  for (const one of highlighted) drawHighlight(context, input, one);
}

/** Returns the bars of a row that are on the screen; of several within one pixel, the first. */
function visibleBarsOfRow({ top: rowTop, bars }: Row, { viewport, size, selected }: RenderInput): VisibleBar[] {
  const top = rowTop + AXIS_HEIGHT - viewport.top;
  if (top > size.height || top + ROW_HEIGHT < AXIS_HEIGHT) return [];
  const visible: VisibleBar[] = [];
  let drawnTo = -Infinity;
  for (const bar of bars) {
    const { left, right } = barSides(bar, viewport, size);
    if (right < 0) continue;
    if (left > size.width) break;
    if (right <= drawnTo + 0.5 && bar.key !== selected && !bar.isError) continue;
    visible.push({ bar, left: Math.max(left, -10), right: Math.min(right, size.width + 10), top });
    drawnTo = right;
  }
  return visible;
}

function drawGhost(
  context: CanvasRenderingContext2D,
  { theme }: RenderInput,
  { bar, left, right, top }: VisibleBar,
): void {
  context.setLineDash([3, 3]);
  context.strokeStyle = theme.soft;
  context.lineWidth = 1.25;
  context.beginPath();
  context.roundRect(left, top, right - left, BAR_HEIGHT, 4);
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = theme.soft;
  context.font = `500 11px ${theme.font}`;
  context.fillText(`?  ${bar.label}`, left + 9, top + BAR_HEIGHT / 2 + 0.5);
}

function drawErrors(context: CanvasRenderingContext2D, { theme }: RenderInput, visible: readonly VisibleBar[]): void {
  context.strokeStyle = theme.error;
  context.fillStyle = theme.error;
  context.lineWidth = 2;
  context.beginPath();
  for (const { left, right, top } of visible) context.roundRect(left, top, Math.max(right - left, 3), BAR_HEIGHT, 4);
  context.stroke();
  context.beginPath();
  for (const { left, top } of visible) {
    const x = Math.max(left, MARGIN);
    context.moveTo(x - 5, top + 3);
    context.lineTo(x, top - 6);
    context.lineTo(x + 5, top + 3);
    context.closePath();
  }
  context.fill();
}

/** Marks links to traces outside of the timeline with a ring. */
function drawStubs(context: CanvasRenderingContext2D, { theme }: RenderInput, visible: readonly VisibleBar[]): void {
  for (const { bar, left, right, top } of visible) {
    const y = top + BAR_HEIGHT / 2;
    if (bar.causesOutside > 0) drawStub(context, left - 3, y, -1, theme.cause);
    if (bar.effectsOutside > 0) drawStub(context, right + 3, y, 1, theme.effect);
  }
}

function drawStub(context: CanvasRenderingContext2D, x: number, y: number, side: 1 | -1, color: string): void {
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x + side * 4, y, 3, 0, 2 * Math.PI);
  context.stroke();
}

function drawHighlight(context: CanvasRenderingContext2D, { theme, selected }: RenderInput, one: VisibleBar): void {
  if (one.bar.key === selected) drawRing(context, one, theme.ink, 2);
  else drawRing(context, one, theme.soft, 1.25);
}

function drawRing(
  context: CanvasRenderingContext2D,
  { left, right, top }: VisibleBar,
  color: string,
  width: number,
): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.beginPath();
  context.roundRect(left - 2.5, top - 2.5, right - left + 5, BAR_HEIGHT + 5, 6);
  context.stroke();
}
