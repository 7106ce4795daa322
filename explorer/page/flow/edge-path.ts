/** The path of an edge. */
import { getBezierPath, type GetBezierPathParams } from '@xyflow/react';
import { selfLoop, type EdgePath } from './self-loop.js';

export interface EdgeEnds extends GetBezierPathParams {
  /** Its index among the edges between the same two nodes: they are beside each other. */
  readonly index: number;
  /** True if it leads from a node to itself. */
  readonly isLoop: boolean;
}

export function edgePath({ index, isLoop, ...ends }: EdgeEnds): EdgePath {
  const { sourceX, sourceY, targetX, targetY } = ends;
  if (isLoop) return selfLoop(sourceX, sourceY, targetX, targetY, index);
  // to alternate sides of the first one
  const offset = (index % 2 === 0 ? 1 : -1) * Math.ceil(index / 2) * 26;
  const [path, x, y] = getBezierPath({
    ...ends,
    sourceY: sourceY + offset / 2,
    targetY: targetY + offset / 2,
    curvature: 0.3 + Math.abs(offset) / 100,
  });
  return [path, x, y + offset / 3];
}
