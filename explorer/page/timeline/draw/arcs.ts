/** Links as dotted arcs from cause to effect, with the name of their relation. */
import { curveOf, isSeen, pointOn, type Curve } from '../curve.js';
import type { Arc } from '../shape.js';
import type { Pen, Scene, Theme } from './scene.js';

export interface Drawn {
  readonly arc: Arc;
  readonly curve: Curve;
}

/** Above so many they are fainter, their dots are square, and only what is selected or under the pointer has a label: what is pretty is slow. */
export const FEW = 40;

/** The arcs on the screen. */
export const placeArcs = ({ laid, view, size }: Scene): readonly Drawn[] => laid.arcs.map((arc) => ({ arc, curve: curveOf(arc, view, size) })).filter(({ curve }) => isSeen(curve, size));

export function drawArcs(pen: Pen, scene: Scene, drawn: readonly Drawn[]): void {
  const { theme, selected } = scene;
  const near = drawn.filter(({ arc }) => isMarked(arc, scene));
  if (drawn.length > FEW) {
    pen.globalAlpha = near.length > 0 ? 0.45 : 0.8;
    if (scene.layer === undefined) drawMany(pen, theme, drawn);
    else scene.layer.show(pen, scene, (onLayer) => drawMany(onLayer, theme, drawn));
  } else {
    pen.globalAlpha = near.length > 0 ? 0.5 : 0.95;
    for (const { arc, curve } of drawn) if (!isMarked(arc, scene)) drawOne(pen, curve, arc.isBroken ? theme.error : theme.accent, 2);
  }
  pen.globalAlpha = 1;
  for (const { arc, curve } of near) drawOne(pen, curve, arc.to.bar.key === selected ? theme.cause : arc.from.bar.key === selected ? theme.effect : theme.accent, 2.5);
}

/** Whether it, or one of its ends, is selected or under the pointer. */
export const isMarked = ({ key, from, to }: Arc, { selected, hovered }: Scene): boolean =>
  [key, from.bar.key, to.bar.key].some((one) => one === hovered || one === selected);

function drawOne(pen: Pen, curve: Curve, color: string, width: number): void {
  const [x1, y1, hx1, hy1, hx2, hy2, x2, y2] = curve;
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

/** Dots by hand: browsers take ten times as long for a dashed curve. */
function drawMany(pen: Pen, theme: Theme, drawn: readonly Drawn[]): void {
  for (const { arc, curve } of drawn) {
    pen.fillStyle = arc.isBroken ? theme.error : theme.accent;
    const [x1, y1, , , , , x2, y2] = curve;
    const dots = Math.min(Math.max(Math.round(Math.hypot(x2 - x1, y2 - y1) / 8), 4), 60);
    for (let dot = 0; dot <= dots; dot += 1) {
      const { x, y } = pointOn(curve, dot / dots);
      // on whole pixels they need no smoothing
      pen.fillRect(Math.round(x) - 1, Math.round(y) - 1, 2, 2);
    }
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
