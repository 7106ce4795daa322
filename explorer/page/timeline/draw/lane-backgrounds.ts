/** Draws the lanes behind the bars. */
import { LANE_GAP, type LaneBox } from '../geometry.js';
import { AXIS_HEIGHT } from '../viewport.js';
import type { RenderInput } from './scene.js';

/** Below everything else. */
export function drawLaneBackgrounds(context: CanvasRenderingContext2D, input: RenderInput): void {
  for (const [box, top] of visibleLanes(input)) drawLaneBackground(context, input, box, top);
}

/** Returns the lanes on the screen, with their top. */
export const visibleLanes = ({ layout, viewport, size }: RenderInput): (readonly [box: LaneBox, top: number])[] =>
  layout.lanes
    .map((box) => [box, box.top + AXIS_HEIGHT - viewport.top] as const)
    .filter(([box, top]) => top <= size.height && top + box.height >= AXIS_HEIGHT);

function drawLaneBackground(
  context: CanvasRenderingContext2D,
  { size, theme, centerId, hovered }: RenderInput,
  box: LaneBox,
  top: number,
): void {
  context.fillStyle = theme.lane;
  context.beginPath();
  context.roundRect(6, top, size.width - 12, box.height + LANE_GAP - 8, 8);
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = hovered === `lane:${box.traceId}` ? theme.soft : theme.line;
  if (box.lane === undefined) context.setLineDash([4, 4]);
  context.stroke();
  context.setLineDash([]);
  if (box.traceId !== centerId) return;
  context.fillStyle = theme.accent;
  context.beginPath();
  context.roundRect(6, top + 8, 3, box.height + LANE_GAP - 24, 2);
  context.fill();
}
