/** Draws one frame of the timeline, layer by layer. */
import { AXIS_HEIGHT } from '../viewport.js';
import { drawArcs, drawManyArcs, visibleArcs } from './arcs.js';
import { drawAxis, drawGrid } from './axis.js';
import { drawBars, visibleBars } from './bars.js';
import { drawBarLabels } from './bar-labels.js';
import { drawLaneBackgrounds } from './lane-backgrounds.js';
import { drawLaneHeaders } from './lane-headers.js';
import { drawRelationLabels } from './relation-labels.js';
import type { RenderInput } from './scene.js';

export function drawScene(context: CanvasRenderingContext2D, input: RenderInput): void {
  const { width, height } = input.size;
  context.fillStyle = input.theme.paper;
  context.fillRect(0, 0, width, height);
  context.save();
  context.beginPath();
  context.rect(0, AXIS_HEIGHT, width, height - AXIS_HEIGHT);
  context.clip();
  const bars = visibleBars(input);
  const arcs = visibleArcs(input);
  drawLaneBackgrounds(context, input);
  drawGrid(context, input);
  drawManyArcs(context, input, arcs);
  drawBars(context, input, bars);
  drawArcs(context, input, arcs);
  drawBarLabels(context, input, bars);
  drawLaneHeaders(context, input);
  drawRelationLabels(context, input, arcs);
  context.restore();
  drawAxis(context, input);
}
