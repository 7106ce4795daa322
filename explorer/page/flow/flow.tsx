/** A small graph: boxes, and lines between them; dotted where they are links. */
import {
  Background,
  BaseEdge,
  Controls,
  EdgeLabelRenderer,
  getBezierPath,
  Handle,
  MarkerType,
  Position,
  ReactFlow,
  type Edge,
  type EdgeProps,
  type Node,
  type NodeProps,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useMemo, type KeyboardEvent, type ReactNode } from 'react';
import { useColorScheme } from '../theme/use-color-scheme.js';
import { NODE_SIZE, placeNodes } from './place-nodes.js';

export interface FlowNode {
  readonly id: string;
  readonly label: string;
  readonly content: ReactNode;
  readonly isMarked?: boolean;
}

export interface FlowEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly isLink: boolean;
  readonly isError: boolean;
  /** In pixels. */
  readonly width: number;
}

export interface FlowProps {
  readonly label: string;
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  readonly selected?: string | undefined;
  readonly onNode: (id: string) => void;
  readonly onEdge: (id: string) => void;
}

type BoxNode = Node<{ readonly content: ReactNode; readonly isMarked: boolean; readonly isDown: boolean }, 'box'>;
type LineEdge = Edge<{ readonly label: string; readonly shift: number; readonly isMarked: boolean }, 'line'>;

const NODE_TYPES = { box: Box };
const EDGE_TYPES = { line: Line };

export function Flow({ label, nodes, edges, selected, onNode, onEdge }: FlowProps): ReactNode {
  const scheme = useColorScheme();
  const isDown = window.innerWidth < 700;
  const placed = useMemo(
    () =>
      new Map(
        placeNodes(
          nodes.map(({ id }) => id),
          edges,
          isDown,
        ).map((one) => [one.id, one]),
      ),
    [nodes, edges, isDown],
  );
  const boxes = nodes.map((node): BoxNode => {
    const { x = 0, y = 0 } = placed.get(node.id) ?? {};
    return {
      id: node.id,
      type: 'box',
      position: { x, y },
      ...NODE_SIZE,
      ariaLabel: node.label,
      data: { content: node.content, isMarked: node.isMarked === true, isDown },
    };
  });
  const beside = new Map<string, number>();
  const lines = edges.map((edge): LineEdge => {
    // several between the same two are drawn beside each other
    const pair = [edge.from, edge.to].sort().join('>');
    const nth = beside.get(pair) ?? 0;
    beside.set(pair, nth + 1);
    return {
      id: edge.id,
      type: 'line',
      source: edge.from,
      target: edge.to,
      ariaLabel: edge.spoken,
      className: `${edge.isLink ? 'is-link' : 'is-call'}${edge.isError ? ' has-errors' : ''}${selected === edge.id ? ' is-marked' : ''}`,
      markerEnd: {
        type: MarkerType.ArrowClosed,
        width: 14,
        height: 14,
        color: 'var(--soft)',
        markerUnits: 'userSpaceOnUse',
      },
      style: { strokeWidth: edge.width },
      data: { label: edge.label, shift: nth, isMarked: selected === edge.id },
      interactionWidth: 24,
    };
  });
  // React Flow selects what Enter is pressed on; here that is a click
  const press = ({ key, target }: KeyboardEvent): void => {
    const focused =
      key === 'Enter' && target instanceof Element
        ? target.closest<HTMLElement>('.react-flow__node, .react-flow__edge')
        : null;
    const id = focused?.dataset['id'];
    if (id !== undefined) (focused?.classList.contains('react-flow__node') === true ? onNode : onEdge)(id);
  };
  return (
    <div className="flow" role="group" aria-label={label} onKeyDown={press}>
      <ReactFlow<BoxNode, LineEdge>
        nodes={boxes}
        edges={lines}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        colorMode={scheme}
        fitView
        fitViewOptions={{ maxZoom: 1.1, padding: 0.08 }}
        minZoom={0.1}
        nodesConnectable={false}
        nodesDraggable={false}
        edgesFocusable
        deleteKeyCode={null}
        onNodeClick={(_, node) => onNode(node.id)}
        onEdgeClick={(_, edge) => onEdge(edge.id)}
      >
        <Background gap={24} size={1} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function Box({ data }: NodeProps<BoxNode>): ReactNode {
  return (
    <div className={`flow-box${data.isMarked ? ' is-marked' : ''}`}>
      <Handle type="target" position={data.isDown ? Position.Top : Position.Left} isConnectable={false} />
      {data.content}
      <Handle type="source" position={data.isDown ? Position.Bottom : Position.Right} isConnectable={false} />
    </div>
  );
}

function Line({
  id,
  sourceX,
  sourceY,
  targetX,
  targetY,
  sourcePosition,
  targetPosition,
  markerEnd,
  style,
  data,
  source,
  target,
}: EdgeProps<LineEdge>): ReactNode {
  const shift = data?.shift ?? 0;
  const away = (shift % 2 === 0 ? 1 : -1) * Math.ceil(shift / 2) * 26;
  const [path, x, y] =
    source === target
      ? loop(sourceX, sourceY, targetX, targetY, shift)
      : getBezierPath({
          sourceX,
          sourceY: sourceY + away / 2,
          targetX,
          targetY: targetY + away / 2,
          sourcePosition,
          targetPosition,
          curvature: 0.3 + Math.abs(away) / 100,
        });
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
          style={{ transform: `translate(-50%, -50%) translate(${x}px, ${source === target ? y : y + away / 3}px)` }}
        >
          {data?.label}
        </div>
      </EdgeLabelRenderer>
    </>
  );
}

/** From a box back to itself: over its head, or beside it where the graph goes down. */
function loop(x1: number, y1: number, x2: number, y2: number, shift: number): [path: string, x: number, y: number] {
  if (x1 === x2) {
    const right = x1 + NODE_SIZE.width / 2 + 70 + shift * 40;
    return [
      `M ${x1} ${y1} C ${right} ${y1 + 60}, ${right} ${y2 - 60}, ${x2} ${y2}`,
      x1 + NODE_SIZE.width / 2 + 26 + shift * 28,
      (y1 + y2) / 2 + (shift % 2 === 0 ? -14 : 14),
    ];
  }
  const top = Math.min(y1, y2) - 78 - shift * 34;
  return [`M ${x1} ${y1} C ${x1 + 60} ${top}, ${x2 - 60} ${top}, ${x2} ${y2}`, (x1 + x2) / 2, top + 20 + shift * 8];
}
