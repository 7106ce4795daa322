/** Draws the headers of lanes. */
import { serviceColor } from '../../theme/service-colors.js';
import { nameText, serviceText } from '../../components/foreign-text.js';
import { duration, plural, shortId } from '../../components/format.js';
import type { LaneBox } from '../geometry.js';
import { visibleLanes } from './lane-backgrounds.js';
import type { RenderInput } from './scene.js';
import type { Theme } from './theme.js';
import { truncate, measureText } from './text.js';

const LINKED_TRACES = 'Show linked traces';

/** Draws text on a background of its own. Returns the x at which the next text starts. */
function drawText(
  context: CanvasRenderingContext2D,
  theme: Theme,
  text: string,
  x: number,
  y: number,
  color: string,
): number {
  const width = measureText(context, text);
  if (text === '') return x;
  context.fillStyle = theme.lane;
  context.fillRect(x - 3, y - 9, width + 6, 18);
  context.fillStyle = color;
  context.fillText(text, x, y);
  return x + width + 12;
}

/** Above bars and arcs, which may pass behind them. */
export function drawLaneHeaders(context: CanvasRenderingContext2D, input: RenderInput): void {
  for (const [box, top] of visibleLanes(input)) drawLaneHeader(context, input, box, top);
}

function drawLaneHeader(context: CanvasRenderingContext2D, input: RenderInput, box: LaneBox, top: number): void {
  const { size, theme } = input;
  const { lane } = box;
  const middle = top + 16;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  if (lane === undefined) {
    context.font = `500 12px ${theme.font}`;
    drawText(
      context,
      theme,
      truncate(
        context,
        `Trace ${shortId(box.traceId)} was not received: sampled out, expired, or still on its way`,
        size.width - 48,
      ),
      18,
      middle,
      theme.soft,
    );
    return;
  }
  drawChevron(context, 22, middle, box.isCollapsed, theme.soft);
  let x = 34;
  context.fillStyle = serviceColor(lane.service, theme.scheme);
  context.beginPath();
  context.roundRect(x, middle - 5, 10, 10, 3);
  context.fill();
  x += 17;
  const chip = lane.hasMore ? linkedTracesChip(size.width) : undefined;
  const room = (chip?.left ?? size.width - 16) - 12;
  context.font = `600 12.5px ${theme.font}`;
  x = drawText(context, theme, truncate(context, nameText(lane.name), room - x), x, middle, theme.ink);
  context.font = `400 12px ${theme.font}`;
  if (lane.errors > 0 && x < room - 60) {
    x = drawText(context, theme, `▲ ${plural(lane.errors, 'error')}`, x, middle, theme.error);
  }
  drawText(
    context,
    theme,
    truncate(
      context,
      [serviceText(lane.service), plural(lane.spans, 'span'), duration(lane.duration), shortId(lane.traceId)].join(
        '  ·  ',
      ),
      room - x,
    ),
    x,
    middle,
    theme.soft,
  );
  if (chip !== undefined) drawLinkedTracesChip(context, input, box, chip.left, top);
}

function drawChevron(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  isCollapsed: boolean,
  color: string,
): void {
  context.strokeStyle = color;
  context.lineWidth = 1.75;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.beginPath();
  if (isCollapsed) {
    context.moveTo(x - 2, y - 4);
    context.lineTo(x + 2, y);
    context.lineTo(x - 2, y + 4);
  } else {
    context.moveTo(x - 4, y - 2);
    context.lineTo(x, y + 2);
    context.lineTo(x + 4, y - 2);
  }
  context.stroke();
}

/** Returns the extent of "Show linked traces" in a lane header; on a narrow canvas it is a plus sign only. */
export function linkedTracesChip(width: number): { left: number; right: number } {
  return { left: width - (width < 560 ? 46 : 152), right: width - 14 };
}

function drawLinkedTracesChip(
  context: CanvasRenderingContext2D,
  { size, theme, hovered }: RenderInput,
  box: LaneBox,
  left: number,
  top: number,
): void {
  const isHovered = hovered === `more:${box.traceId}`;
  context.beginPath();
  context.roundRect(left, top + 6, size.width - 14 - left, 20, 10);
  context.fillStyle = isHovered ? theme.accent : theme.paper;
  context.fill();
  context.strokeStyle = theme.accent;
  context.lineWidth = 1;
  context.stroke();
  context.fillStyle = isHovered ? theme.paper : theme.accent;
  context.font = `500 11.5px ${theme.font}`;
  context.textAlign = 'center';
  context.fillText(size.width < 560 ? '+' : `+ ${LINKED_TRACES}`, (left + size.width - 14) / 2, top + 16.5);
  context.textAlign = 'left';
}
