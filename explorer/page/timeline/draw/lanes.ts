/** The lanes behind the bars, and their heads. */
import { colorOf } from '../../theme/service-colors.js';
import { duration, plural, shortId } from '../../components/format.js';
import { GAP, type LaneBox } from '../geometry.js';
import { AXIS } from '../viewport.js';
import type { Pen, Scene, Theme } from './scene.js';
import { fit, widthOf } from './text.js';

const MORE = 'Show linked traces';

/** Writes on a ground of its own, and says how far it came. */
function write(pen: Pen, theme: Theme, text: string, x: number, y: number, color: string): number {
  const width = widthOf(pen, text);
  if (text === '') return x;
  pen.fillStyle = theme.lane;
  pen.fillRect(x - 3, y - 9, width + 6, 18);
  pen.fillStyle = color;
  pen.fillText(text, x, y);
  return x + width + 12;
}

/** Below all else. */
export function drawBands(pen: Pen, scene: Scene): void {
  for (const [box, top] of seenLanes(scene)) drawBand(pen, scene, box, top);
}

/** Above bars and arcs, which may pass behind. */
export function drawHeads(pen: Pen, scene: Scene): void {
  for (const [box, top] of seenLanes(scene)) drawHead(pen, scene, box, top);
}

const seenLanes = ({ laid, view, size }: Scene): (readonly [box: LaneBox, top: number])[] =>
  laid.lanes
    .map((box) => [box, box.top + AXIS - view.top] as const)
    .filter(([box, top]) => top <= size.height && top + box.height >= AXIS);

function drawBand(pen: Pen, { size, theme, centerId, hovered }: Scene, box: LaneBox, top: number): void {
  pen.fillStyle = theme.lane;
  pen.beginPath();
  pen.roundRect(6, top, size.width - 12, box.height + GAP - 8, 8);
  pen.fill();
  pen.lineWidth = 1;
  pen.strokeStyle = hovered === `lane:${box.traceId}` ? theme.soft : theme.line;
  if (box.lane === undefined) pen.setLineDash([4, 4]);
  pen.stroke();
  pen.setLineDash([]);
  if (box.traceId !== centerId) return;
  pen.fillStyle = theme.accent;
  pen.beginPath();
  pen.roundRect(6, top + 8, 3, box.height + GAP - 24, 2);
  pen.fill();
}

function drawHead(pen: Pen, scene: Scene, box: LaneBox, top: number): void {
  const { size, theme } = scene;
  const { lane } = box;
  const middle = top + 16;
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  if (lane === undefined) {
    pen.font = `500 12px ${theme.font}`;
    write(
      pen,
      theme,
      fit(
        pen,
        `Trace ${shortId(box.traceId)} was not received: sampled away, expired, or still on its way`,
        size.width - 48,
      ),
      18,
      middle,
      theme.soft,
    );
    return;
  }
  drawChevron(pen, 22, middle, box.isCollapsed, theme.soft);
  let x = 34;
  pen.fillStyle = colorOf(lane.service, theme.scheme);
  pen.beginPath();
  pen.roundRect(x, middle - 5, 10, 10, 3);
  pen.fill();
  x += 17;
  const chip = lane.hasMore ? moreChip(size.width) : undefined;
  const room = (chip?.left ?? size.width - 16) - 12;
  pen.font = `600 12.5px ${theme.font}`;
  x = write(pen, theme, fit(pen, lane.name, room - x), x, middle, theme.ink);
  pen.font = `400 12px ${theme.font}`;
  if (lane.errors > 0 && x < room - 60) {
    x = write(pen, theme, `▲ ${plural(lane.errors, 'error')}`, x, middle, theme.error);
  }
  write(
    pen,
    theme,
    fit(
      pen,
      `${lane.service}  ·  ${plural(lane.spans, 'span')}  ·  ${duration(lane.duration)}  ·  ${shortId(lane.traceId)}`,
      room - x,
    ),
    x,
    middle,
    theme.soft,
  );
  if (chip !== undefined) drawMore(pen, scene, box, chip.left, top);
}

function drawChevron(pen: Pen, x: number, y: number, isCollapsed: boolean, color: string): void {
  pen.strokeStyle = color;
  pen.lineWidth = 1.75;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.beginPath();
  if (isCollapsed) {
    pen.moveTo(x - 2, y - 4);
    pen.lineTo(x + 2, y);
    pen.lineTo(x - 2, y + 4);
  } else {
    pen.moveTo(x - 4, y - 2);
    pen.lineTo(x, y + 2);
    pen.lineTo(x + 4, y - 2);
  }
  pen.stroke();
}

/** Where "Show linked traces" is in the head of a lane; in narrow pictures only its sign. */
export function moreChip(width: number): { left: number; right: number } {
  return { left: width - (width < 560 ? 46 : 152), right: width - 14 };
}

function drawMore(pen: Pen, { size, theme, hovered }: Scene, box: LaneBox, left: number, top: number): void {
  const isHovered = hovered === `more:${box.traceId}`;
  pen.beginPath();
  pen.roundRect(left, top + 6, size.width - 14 - left, 20, 10);
  pen.fillStyle = isHovered ? theme.accent : theme.paper;
  pen.fill();
  pen.strokeStyle = theme.accent;
  pen.lineWidth = 1;
  pen.stroke();
  pen.fillStyle = isHovered ? theme.paper : theme.accent;
  pen.font = `500 11.5px ${theme.font}`;
  pen.textAlign = 'center';
  pen.fillText(size.width < 560 ? '+' : `+ ${MORE}`, (left + size.width - 14) / 2, top + 16.5);
  pen.textAlign = 'left';
}
