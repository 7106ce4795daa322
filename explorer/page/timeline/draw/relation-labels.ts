/** The names of relations, on their arcs: between lanes, where they cover nothing. */
import { pointOn, yAt, type Curve } from '../arc-curve.js';
import { GAP } from '../geometry.js';
import { AXIS } from '../viewport.js';
import { FEW, isMarked, type Drawn } from './arcs.js';
import type { Pen, Scene } from './scene.js';
import { fit, widthOf } from './text.js';

const WIDEST = 220;

interface Label {
  readonly x: number;
  readonly y: number;
  readonly half: number;
}

/** Where labels would cover each other the first stays: those that are marked come first. */
export function drawRelations(pen: Pen, scene: Scene, drawn: readonly Drawn[]): void {
  const { theme, size } = scene;
  const near = drawn.filter(({ arc }) => isMarked(arc, scene));
  const far = drawn.length <= FEW ? drawn.filter(({ arc }) => !isMarked(arc, scene)) : [];
  pen.font = `500 11px ${theme.font}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  const taken: Label[] = [];
  for (const [index, { arc, curve }] of [...near, ...far].entries()) {
    const relation = arc.link.relation ?? (index < near.length ? 'link' : undefined);
    if (relation === undefined) continue;
    const text = fit(pen, relation, WIDEST);
    const half = widthOf(pen, text) / 2 + 7;
    const label = spots(scene, curve)
      .map(({ x, y }): Label => ({ x: Math.min(Math.max(x, half + 8), size.width - half - 8), y, half }))
      .find(
        ({ x, y }) => !taken.some((other) => Math.abs(other.y - y) < 18 && Math.abs(other.x - x) < other.half + half),
      );
    if (label === undefined) continue;
    taken.push(label);
    drawLabel(pen, scene, label, text, index < near.length);
  }
  pen.textAlign = 'left';
}

/** Where a label may be: where the arc goes from lane to lane, the middle first; within a lane, in its middle. */
function spots({ laid, view }: Scene, curve: Curve): { x: number; y: number }[] {
  const [, from, , , , , , to] = curve;
  const middle = (from + to) / 2;
  const crossed = laid.lanes
    .map(({ top, height }) => top + height + GAP - 4 + AXIS - view.top)
    .filter((y) => y > Math.min(from, to) && y < Math.max(from, to));
  if (crossed.length === 0) return [pointOn(curve, 0.5)];
  return crossed
    .sort((one, other) => Math.abs(one - middle) - Math.abs(other - middle))
    .map((y) => pointOn(curve, yAt(curve, y)));
}

function drawLabel(pen: Pen, { theme }: Scene, { x, y, half }: Label, text: string, isNear: boolean): void {
  pen.beginPath();
  pen.roundRect(x - half, y - 9, half * 2, 18, 9);
  pen.fillStyle = theme.paper;
  pen.fill();
  pen.strokeStyle = isNear ? theme.accent : theme.line;
  pen.lineWidth = 1;
  pen.stroke();
  pen.fillStyle = isNear ? theme.ink : theme.soft;
  pen.fillText(text, x, y + 0.5);
}
