/** Draws the names of spans: in their bars, or beside them if there is room. */
import { serviceColor } from '../../theme/service-colors.js';
import { duration } from '../../components/format.js';
import { BAR_HEIGHT, type Bar } from '../geometry.js';
import { toX } from '../viewport.js';
import type { VisibleBar } from './bars.js';
import type { RenderInput } from './scene.js';
import { truncate, textColorOn, measureText } from './text.js';

/** With more bars than this, names have no background. */
const FEW = 400;

export function drawBarLabels(
  context: CanvasRenderingContext2D,
  { theme, viewport, size }: RenderInput,
  bars: readonly VisibleBar[],
): void {
  context.font = `500 11.5px ${theme.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const hasGround = bars.length < FEW;
  for (const { bar, left, right, top } of bars) {
    if (bar.isGhost) continue;
    const start = Math.max(left, 4) + 6;
    const inside = Math.min(right, size.width) - start - 4;
    const after =
      Math.min(bar.until === Infinity ? size.width : toX(viewport, size, bar.until), size.width) - right - 12;
    // most of ten thousand bars have no room for a name, and measuring text takes time
    if (inside <= 24 && after < 24) continue;
    const wide = measureText(context, bar.label);
    if (inside < Math.min(wide, 64) && after > inside) {
      if (after < Math.min(wide, 48)) continue;
      const text = truncate(context, withTime(context, bar, after), after);
      // keeps the name readable above arcs
      if (hasGround) {
        context.fillStyle = theme.lane;
        context.fillRect(right + 5, top + 1, measureText(context, text) + 4, BAR_HEIGHT - 2);
      }
      context.fillStyle = theme.soft;
      context.fillText(text, right + 7, top + BAR_HEIGHT / 2 + 0.5);
    } else if (inside > 24) {
      context.fillStyle = textColorOn(serviceColor(bar.service, theme.scheme));
      context.fillText(truncate(context, withTime(context, bar, inside), inside), start, top + BAR_HEIGHT / 2 + 0.5);
    }
  }
}

/** Returns the name with the duration, if there is room for both. */
function withTime(context: CanvasRenderingContext2D, { label, span }: Bar, room: number): string {
  const both = span === undefined ? label : `${label}  ${duration(span.duration)}`;
  return measureText(context, both) <= room ? both : label;
}
