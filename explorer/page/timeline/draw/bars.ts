/** Spans as bars in the colour of their service; errors also have an outline and a sign. */
import { colorOf } from '../../theme/service-colors.js';
import { sidesOf } from '../arc-curve.js';
import { BAR, ROW, type Bar, type Row } from '../geometry.js';
import { AXIS, MARGIN } from '../viewport.js';
import type { Pen, Scene } from './scene.js';

/** Among more bars none has round corners. */
const MANY = 500;

export interface Placed {
  readonly bar: Bar;
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

/** The bars on the screen. */
export const placeBars = (scene: Scene): readonly Placed[] => scene.laid.rows.flatMap((row) => place(row, scene));

export function drawBars(pen: Pen, scene: Scene, placed: readonly Placed[]): void {
  const byColor = new Map<string, Placed[]>();
  for (const one of placed) {
    if (one.bar.isGhost) continue;
    const color = colorOf(one.bar.service, scene.theme.scheme);
    const group = byColor.get(color);
    if (group === undefined) byColor.set(color, [one]);
    else group.push(one);
  }
  // round corners are slow
  const isRound = placed.length <= MANY;
  for (const [color, group] of byColor) {
    pen.fillStyle = color;
    pen.beginPath();
    for (const { left, right, top } of group) {
      if (isRound && right - left >= 5) pen.roundRect(left, top, right - left, BAR, 4);
      else pen.fillRect(left, top, right - left, BAR);
    }
    pen.fill();
  }
  for (const one of placed) if (one.bar.isGhost) drawGhost(pen, scene, one);
  drawErrors(
    pen,
    scene,
    placed.filter(({ bar }) => bar.isError),
  );
  drawStubs(pen, scene, placed);
  if (scene.selected === undefined && scene.hovered === undefined) return;
  const marked = placed.filter(({ bar }) => bar.key === scene.selected || bar.key === scene.hovered);
  for (const one of marked) drawMark(pen, scene, one);
}

/** What of a row is on the screen; of bars within one pixel the first stands for all. */
function place({ top: rowTop, bars }: Row, { view, size, selected }: Scene): Placed[] {
  const top = rowTop + AXIS - view.top;
  if (top > size.height || top + ROW < AXIS) return [];
  const placed: Placed[] = [];
  let drawnTo = -Infinity;
  for (const bar of bars) {
    const { left, right } = sidesOf(bar, view, size);
    if (right < 0) continue;
    if (left > size.width) break;
    if (right <= drawnTo + 0.5 && bar.key !== selected && !bar.isError) continue;
    placed.push({ bar, left: Math.max(left, -10), right: Math.min(right, size.width + 10), top });
    drawnTo = right;
  }
  return placed;
}

function drawGhost(pen: Pen, { theme }: Scene, { bar, left, right, top }: Placed): void {
  pen.setLineDash([3, 3]);
  pen.strokeStyle = theme.soft;
  pen.lineWidth = 1.25;
  pen.beginPath();
  pen.roundRect(left, top, right - left, BAR, 4);
  pen.stroke();
  pen.setLineDash([]);
  pen.fillStyle = theme.soft;
  pen.font = `500 11px ${theme.font}`;
  pen.fillText(`?  ${bar.label}`, left + 9, top + BAR / 2 + 0.5);
}

function drawErrors(pen: Pen, { theme }: Scene, placed: readonly Placed[]): void {
  pen.strokeStyle = theme.error;
  pen.fillStyle = theme.error;
  pen.lineWidth = 2;
  pen.beginPath();
  for (const { left, right, top } of placed) pen.roundRect(left, top, Math.max(right - left, 3), BAR, 4);
  pen.stroke();
  pen.beginPath();
  for (const { left, top } of placed) {
    const x = Math.max(left, MARGIN);
    pen.moveTo(x - 5, top + 3);
    pen.lineTo(x, top - 6);
    pen.lineTo(x + 5, top + 3);
    pen.closePath();
  }
  pen.fill();
}

/** Links that lead out of the picture: a tail of dots, and a ring. */
function drawStubs(pen: Pen, { theme }: Scene, placed: readonly Placed[]): void {
  for (const { bar, left, right, top } of placed) {
    const y = top + BAR / 2;
    if (bar.causesOutside > 0) drawStub(pen, left - 3, y, -1, theme.cause);
    if (bar.effectsOutside > 0) drawStub(pen, right + 3, y, 1, theme.effect);
  }
}

function drawStub(pen: Pen, x: number, y: number, side: 1 | -1, color: string): void {
  pen.strokeStyle = color;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.arc(x + side * 4, y, 3, 0, 2 * Math.PI);
  pen.stroke();
}

function drawMark(pen: Pen, { theme, selected }: Scene, { bar, left, right, top }: Placed): void {
  pen.strokeStyle = bar.key === selected ? theme.ink : theme.soft;
  pen.lineWidth = bar.key === selected ? 2 : 1.25;
  pen.beginPath();
  pen.roundRect(left - 2.5, top - 2.5, right - left + 5, BAR + 5, 6);
  pen.stroke();
}
