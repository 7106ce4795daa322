/** Draws the names of relations on their arcs: between lanes, where they cover nothing. */
import { nameText } from '../../components/foreign-text.js';
import { pointAt, shareAtY, type Curve } from '../arc-curve.js';
import { LANE_GAP } from '../geometry.js';
import { AXIS_HEIGHT } from '../viewport.js';
import { FEW, isHighlighted, type VisibleArc } from './arcs.js';
import type { RenderInput } from './scene.js';
import { truncate, measureText } from './text.js';

const WIDEST = 220;

interface Label {
  readonly x: number;
  readonly y: number;
  readonly half: number;
}

/** Of overlapping labels, draws the first; highlighted arcs come first. */
export function drawRelationLabels(
  context: CanvasRenderingContext2D,
  input: RenderInput,
  arcs: readonly VisibleArc[],
): void {
  const { theme, size } = input;
  const highlighted = arcs.filter(({ arc }) => isHighlighted(arc, input));
  const others = arcs.length <= FEW ? arcs.filter(({ arc }) => !isHighlighted(arc, input)) : [];
  context.font = `500 11px ${theme.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const taken: Label[] = [];
  for (const [index, { arc, curve }] of [...highlighted, ...others].entries()) {
    const relation = arc.link.relation ?? (index < highlighted.length ? 'link' : undefined);
    if (relation === undefined) continue;
    const text = truncate(context, nameText(relation), WIDEST);
    const half = measureText(context, text) / 2 + 7;
    const label = labelPositions(input, curve)
      .map(({ x, y }): Label => ({ x: Math.min(Math.max(x, half + 8), size.width - half - 8), y, half }))
      .find(
        ({ x, y }) => !taken.some((other) => Math.abs(other.y - y) < 18 && Math.abs(other.x - x) < other.half + half),
      );
    if (label === undefined) continue;
    taken.push(label);
    drawLabel(context, input, label, text, index < highlighted.length);
  }
  context.textAlign = 'left';
}

/**
 * Returns the possible positions of a label: where the arc crosses from lane to lane, the nearest to its middle first.
 * An arc within one lane has its label in the middle.
 */
function labelPositions({ layout, viewport }: RenderInput, curve: Curve): { x: number; y: number }[] {
  const [, from, , , , , , to] = curve;
  const middle = (from + to) / 2;
  const crossed = layout.lanes
    .map(({ top, height }) => top + height + LANE_GAP - 4 + AXIS_HEIGHT - viewport.top)
    .filter((y) => y > Math.min(from, to) && y < Math.max(from, to));
  if (crossed.length === 0) return [pointAt(curve, 0.5)];
  return crossed
    .sort((one, other) => Math.abs(one - middle) - Math.abs(other - middle))
    .map((y) => pointAt(curve, shareAtY(curve, y)));
}

function drawLabel(
  context: CanvasRenderingContext2D,
  { theme }: RenderInput,
  { x, y, half }: Label,
  text: string,
  isHighlightedLabel: boolean,
): void {
  context.beginPath();
  context.roundRect(x - half, y - 9, half * 2, 18, 9);
  context.fillStyle = theme.paper;
  context.fill();
  context.strokeStyle = isHighlightedLabel ? theme.accent : theme.line;
  context.lineWidth = 1;
  context.stroke();
  context.fillStyle = isHighlightedLabel ? theme.ink : theme.soft;
  context.fillText(text, x, y + 0.5);
}
