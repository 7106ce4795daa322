/** A node of a graph, as React Flow draws it. */
import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import type { ReactNode } from 'react';

export type BoxNode = Node<
  {
    readonly content: ReactNode;
    readonly isMarked: boolean;
    readonly isNew: boolean;
    /** True if the graph runs from the top down, rather than from left to right. */
    readonly isDown: boolean;
  },
  'box'
>;

export function NodeBox({ data }: NodeProps<BoxNode>): ReactNode {
  return (
    <div className={`flow-box${data.isMarked ? ' is-marked' : ''}${data.isNew ? ' is-new' : ''}`}>
      <Handle type="target" position={data.isDown ? Position.Top : Position.Left} isConnectable={false} />
      {data.content}
      <Handle type="source" position={data.isDown ? Position.Bottom : Position.Right} isConnectable={false} />
    </div>
  );
}
