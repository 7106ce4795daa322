/** A frame of the timeline. */
import { AXIS } from '../viewport.js';
import { drawArcs, drawManyArcs, placeArcs } from './arcs.js';
import { drawAxis, drawGrid } from './axis.js';
import { drawBars, placeBars } from './bars.js';
import { drawLabels } from './bar-labels.js';
import { drawBands, drawHeads } from './lanes.js';
import { drawRelations } from './relation-labels.js';
import type { Pen, Scene } from './scene.js';

export function draw(pen: Pen, scene: Scene): void {
  const { width, height } = scene.size;
  pen.fillStyle = scene.theme.paper;
  pen.fillRect(0, 0, width, height);
  pen.save();
  pen.beginPath();
  pen.rect(0, AXIS, width, height - AXIS);
  pen.clip();
  const bars = placeBars(scene);
  const arcs = placeArcs(scene);
  drawBands(pen, scene);
  drawGrid(pen, scene);
  drawManyArcs(pen, scene, arcs);
  drawBars(pen, scene, bars);
  drawArcs(pen, scene, arcs);
  drawLabels(pen, scene, bars);
  drawHeads(pen, scene);
  drawRelations(pen, scene, arcs);
  pen.restore();
  drawAxis(pen, scene);
}
