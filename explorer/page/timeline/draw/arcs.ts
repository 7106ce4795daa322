/** Links as dotted arcs from cause to effect, with the name of their relation. */
import { curveOf, isSeen, pointOn, seenPart, type Curve } from '../arc-curve.js';
import type { Arc } from '../geometry.js';
import type { Size } from '../viewport.js';
import type { Pen, Scene } from './scene.js';

export interface Drawn {
  readonly arc: Arc;
  readonly curve: Curve;
}

/**
 * Above so many their dots are square, and only what is selected or under the pointer has a label: what is pretty is
 * slow.
 */
export const FEW = 40;
/** Above so many they are thin lines. */
const LINES = 100;

/** The arcs on the screen. */
export const placeArcs = ({ laid, view, size }: Scene): readonly Drawn[] =>
  laid.arcs.map((arc) => ({ arc, curve: curveOf(arc, view, size) })).filter(({ curve }) => isSeen(curve, size));

/** Where there are many: below the bars, so that these can be seen. */
export function drawManyArcs(pen: Pen, scene: Scene, drawn: readonly Drawn[]): void {
  if (drawn.length <= FEW) return;
  pen.globalAlpha = scene.selected === undefined ? 0.8 : 0.5;
  if (scene.layer === undefined) drawMany(pen, scene, drawn);
  else scene.layer.show(pen, scene, (onLayer) => drawMany(onLayer, scene, drawn));
  pen.globalAlpha = 1;
}

/** Where there are few, and those that are selected or under the pointer. */
export function drawArcs(pen: Pen, scene: Scene, drawn: readonly Drawn[]): void {
  const { theme, selected } = scene;
  const near = drawn.filter(({ arc }) => isMarked(arc, scene));
  pen.globalAlpha = near.length > 0 ? 0.5 : 0.95;
  if (drawn.length <= FEW)
    for (const { arc, curve } of drawn)
      if (!isMarked(arc, scene)) drawOne(pen, scene.size, curve, arc.isBroken ? theme.error : theme.accent, 2);
  pen.globalAlpha = 1;
  for (const { arc, curve } of near)
    drawOne(
      pen,
      scene.size,
      curve,
      arc.to.bar.key === selected ? theme.cause : arc.from.bar.key === selected ? theme.effect : theme.accent,
      2.5,
    );
}

/** Whether it, or one of its ends, is selected or under the pointer. */
export function isMarked({ key, from, to }: Arc, { selected, hovered }: Scene): boolean {
  if (selected === undefined && hovered === undefined) return false;
  return [key, from.bar.key, to.bar.key].some((one) => one === hovered || one === selected);
}

function drawOne(pen: Pen, size: Size, curve: Curve, color: string, width: number): void {
  const [x1, y1, hx1, hy1, hx2, hy2, x2, y2] = seenPart(curve, size);
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.lineCap = 'round';
  pen.setLineDash([0.1, width * 2.6]);
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.bezierCurveTo(hx1, hy1, hx2, hy2, x2, y2);
  pen.stroke();
  pen.setLineDash([]);
  drawHead(pen, curve, color);
}

/** Of all arcs together. */
const DOTS = 20_000;

/** Dots by hand, as browsers take ten times as long for a dashed curve; thin lines, where dots would be a cloud. */
function drawMany(pen: Pen, { theme, size }: Scene, drawn: readonly Drawn[]): void {
  const areLines = drawn.length > LINES;
  pen.globalAlpha = areLines ? 0.3 : 1;
  for (const { arc, curve } of drawn) {
    const seen = seenPart(curve, size);
    const color = arc.isBroken ? theme.error : theme.accent;
    if (areLines) drawLine(pen, seen, color);
    else drawDots(pen, seen, color, Math.max(DOTS / drawn.length, 8));
  }
}

function drawLine(pen: Pen, [x1, y1, hx1, hy1, hx2, hy2, x2, y2]: Curve, color: string): void {
  pen.strokeStyle = color;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.bezierCurveTo(hx1, hy1, hx2, hy2, x2, y2);
  pen.stroke();
}

function drawDots(pen: Pen, curve: Curve, color: string, most: number): void {
  const [x1, y1, , , , , x2, y2] = curve;
  const dots = Math.min(Math.max(Math.round(Math.hypot(x2 - x1, y2 - y1) / 7), 4), most);
  pen.fillStyle = color;
  for (let dot = 0; dot <= dots; dot += 1) {
    const { x, y } = pointOn(curve, dot / dots);
    // on whole pixels they need no smoothing
    pen.fillRect(Math.round(x) - 1, Math.round(y) - 1, 2, 2);
  }
}

function drawHead(pen: Pen, [, , , , , , x, y]: Curve, color: string): void {
  pen.fillStyle = color;
  pen.beginPath();
  pen.moveTo(x + 1, y);
  pen.lineTo(x - 6, y - 4);
  pen.lineTo(x - 6, y + 4);
  pen.closePath();
  pen.fill();
}
