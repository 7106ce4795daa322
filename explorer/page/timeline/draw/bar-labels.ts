/** The names of spans: in their bars, or beside them where there is room. */
import { colorOf } from '../../theme/service-colors.js';
import { duration } from '../../components/format.js';
import { BAR, type Bar } from '../geometry.js';
import { toX } from '../viewport.js';
import type { Placed } from './bars.js';
import type { Pen, Scene } from './scene.js';
import { fit, inkOn, widthOf } from './text.js';

/** Among more bars names have no ground of their own. */
const FEW = 400;

export function drawLabels(pen: Pen, { theme, view, size }: Scene, placed: readonly Placed[]): void {
  pen.font = `500 11.5px ${theme.font}`;
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  const hasGround = placed.length < FEW;
  for (const { bar, left, right, top } of placed) {
    if (bar.isGhost) continue;
    const start = Math.max(left, 4) + 6;
    const inside = Math.min(right, size.width) - start - 4;
    const after = Math.min(bar.until === Infinity ? size.width : toX(view, size, bar.until), size.width) - right - 12;
    // of ten thousand bars most have no room for a name, and measuring takes time
    if (inside <= 24 && after < 24) continue;
    const wide = widthOf(pen, bar.label);
    if (inside < Math.min(wide, 64) && after > inside) {
      if (after < Math.min(wide, 48)) continue;
      const text = fit(pen, withTime(pen, bar, after), after);
      // what passes behind does not make it unreadable
      if (hasGround) {
        pen.fillStyle = theme.lane;
        pen.fillRect(right + 5, top + 1, widthOf(pen, text) + 4, BAR - 2);
      }
      pen.fillStyle = theme.soft;
      pen.fillText(text, right + 7, top + BAR / 2 + 0.5);
    } else if (inside > 24) {
      pen.fillStyle = inkOn(colorOf(bar.service, theme.scheme));
      pen.fillText(fit(pen, withTime(pen, bar, inside), inside), start, top + BAR / 2 + 0.5);
    }
  }
}

/** With the duration, where there is room for both. */
function withTime(pen: Pen, { label, span }: Bar, room: number): string {
  const both = span === undefined ? label : `${label}  ${duration(span.duration)}`;
  return widthOf(pen, both) <= room ? both : label;
}
