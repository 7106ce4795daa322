/** An edge of a graph with its label, as React Flow draws it. */
import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import type { ReactNode } from 'react';
import { edgePath } from './edge-path.js';
import type { LineEdge } from './lines.js';

export function EdgeLine(props: EdgeProps<LineEdge>): ReactNode {
  const { id, markerEnd, style, data, source, target } = props;
  const [path, x, y] = edgePath({ ...props, index: data?.index ?? 0, isLoop: source === target });
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        {...(markerEnd === undefined ? {} : { markerEnd })}
        {...(style === undefined ? {} : { style })}
      />
      {data?.hasLabel === true && (
        <EdgeLabelRenderer>
          <div
            className={`flow-label${data.isMarked ? ' is-marked' : ''}`}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {data.name !== '' && (
              <span className="flow-label-name">
                <bdi>{data.name}</bdi>
              </span>
            )}
            {data.detail}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
