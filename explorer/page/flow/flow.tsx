/** A small graph: boxes, and lines between them; dotted if they are links. */
import { Background, Controls, MarkerType, ReactFlow } from '@xyflow/react';
import { useMemo, type KeyboardEvent, type ReactNode } from 'react';
import { useColorScheme } from '../theme/use-color-scheme.js';
import { EdgeLine, type LineEdge } from './edge-line.js';
import { NodeBox, type BoxNode } from './node-box.js';
import { NODE_SIZE, placeNodes } from './place-nodes.js';
import './flow.css';
import '@xyflow/react/dist/style.css';

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
  /** A name, which may be cut, and what follows it whole. */
  readonly name: string;
  readonly detail: string;
  /** The label for a screen reader. */
  readonly description: string;
  readonly isLink: boolean;
  readonly isError: boolean;
  /** In pixels. */
  readonly width: number;
}

export interface FlowProps {
  readonly label: string;
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  /** The id of an edge. */
  readonly selected?: string | undefined;
  readonly onNode: (id: string) => void;
  readonly onEdge: (id: string) => void;
}

const NODE_TYPES = { box: NodeBox };
const EDGE_TYPES = { line: EdgeLine };
/** Low enough to see a thousand nodes in a row at once. */
const LEAST_ZOOM = 0.002;
const FIT = { maxZoom: 1.1, minZoom: LEAST_ZOOM, padding: 0.08 };

export function Flow({ label, nodes, edges, selected, onNode, onEdge }: FlowProps): ReactNode {
  const scheme = useColorScheme();
  const isDown = window.innerWidth < 700;
  const places = useMemo(
    () =>
      placeNodes(
        nodes.map(({ id }) => id),
        edges,
        isDown,
      ),
    [nodes, edges, isDown],
  );
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
        nodes={nodes.map((node) => toBox(node, places.get(node.id), isDown))}
        edges={toLines(edges, selected)}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        colorMode={scheme}
        fitView
        fitViewOptions={FIT}
        minZoom={LEAST_ZOOM}
        nodesConnectable={false}
        nodesDraggable={false}
        edgesFocusable
        deleteKeyCode={null}
        onNodeClick={(_, node) => onNode(node.id)}
        onEdgeClick={(_, edge) => onEdge(edge.id)}
      >
        <Background gap={24} size={1} />
        <Controls showInteractive={false} fitViewOptions={FIT} />
      </ReactFlow>
    </div>
  );
}

const toBox = (
  { id, label, content, isMarked = false }: FlowNode,
  position: { readonly x: number; readonly y: number } = { x: 0, y: 0 },
  isDown: boolean,
): BoxNode => ({
  id,
  type: 'box',
  position,
  ...NODE_SIZE,
  ariaLabel: label,
  data: { content, isMarked, isDown },
});

/** Edges between the same two nodes are drawn beside each other. */
function toLines(edges: readonly FlowEdge[], selected: string | undefined): LineEdge[] {
  const counts = new Map<string, number>();
  return edges.map(({ id, from, to, name, detail, description, isLink, isError, width }): LineEdge => {
    const pair = [from, to].sort().join('>');
    const index = counts.get(pair) ?? 0;
    counts.set(pair, index + 1);
    const isMarked = selected === id;
    return {
      id,
      type: 'line',
      source: from,
      target: to,
      ariaLabel: description,
      className: `${isLink ? 'is-link' : 'is-call'}${isError ? ' has-errors' : ''}${isMarked ? ' is-marked' : ''}`,
      markerEnd: {
        type: MarkerType.ArrowClosed,
        width: 14,
        height: 14,
        color: 'var(--soft)',
        markerUnits: 'userSpaceOnUse',
      },
      style: { strokeWidth: width },
      data: { name, detail, index, isMarked },
      interactionWidth: 24,
    };
  });
}
