/** The edges of a large graph, as a canvas draws them. */
import { Position } from '@xyflow/react';
import { edgePath } from './edge-path.js';
import type { LineEdge } from './lines.js';
import { NODE_SIZE, type Place, type Places } from './places.js';

export interface DrawnEdge {
  readonly id: string;
  readonly path: Path2D;
  readonly width: number;
  readonly isLink: boolean;
  readonly isError: boolean;
  readonly isNew: boolean;
}

/** Where a canvas shows a graph: the position of its origin, in pixels, and the zoom. */
export interface Transform {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** The zoom below which lines keep a part of their width on the screen, as it tells of their weight. */
const FAR = 0.55;
const FAR_PART = 0.5;
/** The pixels around an edge in which a click is on it. */
const REACH = 8;

const { width, height } = NODE_SIZE;
const ends = {
  down: {
    source: ({ x, y }: Place) => ({ sourceX: x + width / 2, sourceY: y + height, sourcePosition: Position.Bottom }),
    target: ({ x, y }: Place) => ({ targetX: x + width / 2, targetY: y, targetPosition: Position.Top }),
  },
  across: {
    source: ({ x, y }: Place) => ({ sourceX: x + width, sourceY: y + height / 2, sourcePosition: Position.Right }),
    target: ({ x, y }: Place) => ({ targetX: x, targetY: y + height / 2, targetPosition: Position.Left }),
  },
};

/** Returns the edges, the weakest first: the others are drawn over them. */
export function toDrawnEdges(lines: readonly LineEdge[], places: Places, isDown: boolean): DrawnEdge[] {
  const { source, target } = isDown ? ends.down : ends.across;
  return lines
    .flatMap((line): DrawnEdge[] => {
      const [from, to] = [places.get(line.source), places.get(line.target)];
      if (from === undefined || to === undefined || line.data === undefined) return [];
      const { index, weight, isLink, isError, isNew } = line.data;
      const [path] = edgePath({ ...source(from), ...target(to), index, isLoop: line.source === line.target });
      return [{ id: line.id, path: new Path2D(path), width: weight, isLink, isError, isNew }];
    })
    .sort((one, other) => one.width - other.width);
}

export const applyTransform = (context: CanvasRenderingContext2D, { x, y, zoom }: Transform, ratio: number): void =>
  context.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio);

/** Returns the width of a line in the measures of the graph. */
export const lineWidth = ({ width: wanted }: DrawnEdge, zoom: number): number =>
  zoom < FAR ? (wanted * FAR_PART) / zoom : wanted;

/** Returns the edge at a point of the canvas, in pixels; of several, the strongest. */
export const edgeAt = (
  context: CanvasRenderingContext2D,
  edges: readonly DrawnEdge[],
  transform: Transform,
  x: number,
  y: number,
): DrawnEdge | undefined => {
  context.save();
  applyTransform(context, transform, 1);
  const found = edges.findLast((edge) => {
    context.lineWidth = lineWidth(edge, transform.zoom) + REACH / transform.zoom;
    return context.isPointInStroke(edge.path, x, y);
  });
  context.restore();
  return found;
};
