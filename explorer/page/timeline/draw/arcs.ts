/** Draws links as dotted arcs from cause to effect. */
import { arcCurve, isVisible, pointAt, visiblePart, type Curve } from '../arc-curve.js';
import type { Arc } from '../geometry.js';
import type { Size } from '../viewport.js';
import type { RenderInput } from './scene.js';

export interface VisibleArc {
  readonly arc: Arc;
  readonly curve: Curve;
}

/** With more arcs than this, dots are square, and only highlighted arcs have a label: prettier drawing is slow. */
export const FEW = 40;
/** With more arcs than this, they are thin lines. */
const LINES = 100;

/** Returns the arcs on the screen. */
export const visibleArcs = ({ layout, viewport, size }: RenderInput): readonly VisibleArc[] =>
  layout.arcs
    .map((arc) => ({ arc, curve: arcCurve(arc, viewport, size) }))
    .filter(({ curve }) => isVisible(curve, size));

/** Draws many arcs: below the bars, so as not to cover them. */
export function drawManyArcs(context: CanvasRenderingContext2D, input: RenderInput, arcs: readonly VisibleArc[]): void {
  if (arcs.length <= FEW) return;
  context.globalAlpha = input.selected === undefined ? 0.8 : 0.5;
  if (input.arcCache === undefined) drawMany(context, input, arcs);
  else input.arcCache.draw(context, input, (onCache) => drawMany(onCache, input, arcs));
  context.globalAlpha = 1;
}

/** Draws few arcs, and the highlighted ones of many: above the bars. */
export function drawArcs(context: CanvasRenderingContext2D, input: RenderInput, arcs: readonly VisibleArc[]): void {
  const { theme, selected } = input;
  const highlighted = arcs.filter(({ arc }) => isHighlighted(arc, input));
  context.globalAlpha = highlighted.length > 0 ? 0.5 : 0.95;
  if (arcs.length <= FEW)
    for (const { arc, curve } of arcs)
      if (!isHighlighted(arc, input)) drawOne(context, input.size, curve, arc.isBroken ? theme.error : theme.accent, 2);
  context.globalAlpha = 1;
  for (const { arc, curve } of highlighted)
    drawOne(
      context,
      input.size,
      curve,
      arc.to.bar.key === selected ? theme.cause : arc.from.bar.key === selected ? theme.effect : theme.accent,
      2.5,
    );
}

/** Returns true if an arc, or one of its ends, is selected or under the pointer. */
export function isHighlighted({ key, from, to }: Arc, { selected, hovered }: RenderInput): boolean {
  if (selected === undefined && hovered === undefined) return false;
  return [key, from.bar.key, to.bar.key].some((one) => one === hovered || one === selected);
}

function drawOne(context: CanvasRenderingContext2D, size: Size, curve: Curve, color: string, width: number): void {
  const [x1, y1, hx1, hy1, hx2, hy2, x2, y2] = visiblePart(curve, size);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.lineCap = 'round';
  context.setLineDash([0.1, width * 2.6]);
  context.beginPath();
  context.moveTo(x1, y1);
  context.bezierCurveTo(hx1, hy1, hx2, hy2, x2, y2);
  context.stroke();
  context.setLineDash([]);
  drawArrowhead(context, curve, color);
}

/** The most dots of all arcs together. */
const DOTS = 20_000;

/**
 * Draws each dot, as browsers take ten times as long for a dashed curve; or thin lines, where dots would be a cloud.
 */
function drawMany(context: CanvasRenderingContext2D, { theme, size }: RenderInput, arcs: readonly VisibleArc[]): void {
  const areLines = arcs.length > LINES;
  context.globalAlpha = areLines ? 0.3 : 1;
  for (const { arc, curve } of arcs) {
    const visible = visiblePart(curve, size);
    const color = arc.isBroken ? theme.error : theme.accent;
    if (areLines) drawLine(context, visible, color);
    else drawDots(context, visible, color, Math.max(DOTS / arcs.length, 8));
  }
}

function drawLine(context: CanvasRenderingContext2D, [x1, y1, hx1, hy1, hx2, hy2, x2, y2]: Curve, color: string): void {
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x1, y1);
  context.bezierCurveTo(hx1, hy1, hx2, hy2, x2, y2);
  context.stroke();
}

function drawDots(context: CanvasRenderingContext2D, curve: Curve, color: string, most: number): void {
  const [x1, y1, , , , , x2, y2] = curve;
  const dots = Math.min(Math.max(Math.round(Math.hypot(x2 - x1, y2 - y1) / 7), 4), most);
  context.fillStyle = color;
  for (let dot = 0; dot <= dots; dot += 1) {
    const { x, y } = pointAt(curve, dot / dots);
    // on whole pixels they need no anti-aliasing
    context.fillRect(Math.round(x) - 1, Math.round(y) - 1, 2, 2);
  }
}

function drawArrowhead(context: CanvasRenderingContext2D, [, , , , , , x, y]: Curve, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(x + 1, y);
  context.lineTo(x - 6, y - 4);
  context.lineTo(x - 6, y + 4);
  context.closePath();
  context.fill();
}
