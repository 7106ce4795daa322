/** An edge of a graph with its label, as React Flow draws it. */
import { BaseEdge, EdgeLabelRenderer, getBezierPath, type Edge, type EdgeProps } from '@xyflow/react';
import type { ReactNode } from 'react';
import { selfLoop, type EdgePath } from './self-loop.js';

export type LineEdge = Edge<
  {
    readonly name: string;
    readonly detail: string;
    /** Its index among the edges between the same two nodes. */
    readonly index: number;
    readonly isMarked: boolean;
  },
  'line'
>;

export function EdgeLine(props: EdgeProps<LineEdge>): ReactNode {
  const { id, markerEnd, style, data } = props;
  const [path, x, y] = edgePath(props);
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        {...(markerEnd === undefined ? {} : { markerEnd })}
        {...(style === undefined ? {} : { style })}
      />
      <EdgeLabelRenderer>
        <div
          className={`flow-label${data?.isMarked === true ? ' is-marked' : ''}`}
          style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
        >
          {data?.name !== '' && (
            <span className="flow-label-name">
              <bdi>{data?.name}</bdi>
            </span>
          )}
          {data?.detail}
        </div>
      </EdgeLabelRenderer>
    </>
  );
}

function edgePath(props: EdgeProps<LineEdge>): EdgePath {
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data, source, target } = props;
  const index = data?.index ?? 0;
  if (source === target) return selfLoop(sourceX, sourceY, targetX, targetY, index);
  // to alternate sides of the first one
  const offset = (index % 2 === 0 ? 1 : -1) * Math.ceil(index / 2) * 26;
  const [path, x, y] = getBezierPath({
    sourceX,
    sourceY: sourceY + offset / 2,
    targetX,
    targetY: targetY + offset / 2,
    sourcePosition,
    targetPosition,
    curvature: 0.3 + Math.abs(offset) / 100,
  });
  return [path, x, y + offset / 3];
}
