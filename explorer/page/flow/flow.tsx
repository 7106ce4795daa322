/** A graph: boxes, and lines between them; dotted if they are links. */
import { Background, Controls, ReactFlow, type ReactFlowInstance } from '@xyflow/react';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Loading } from '../components/loading.js';
import { useColorScheme } from '../theme/use-color-scheme.js';
import { toBoxes } from './boxes.js';
import { DistanceWatch, type Distance } from './distance-watch.js';
import { toDrawnEdges } from './drawn-edges.js';
import { EdgeCanvas, type EdgeCanvasHandle } from './edge-canvas.js';
import { EdgeLine } from './edge-line.js';
import type { FlowEdge, FlowNode } from './flow-graph.js';
import { elementLines, MANY_EDGES, toLines, type LineEdge } from './lines.js';
import { NodeBox, type BoxNode } from './node-box.js';
import { useNodeFocus } from './use-node-focus.js';
import { usePlaces } from './use-places.js';
import './flow.css';
import '@xyflow/react/dist/style.css';

export interface FlowProps {
  readonly label: string;
  /** Another scope is another graph; within one, nodes keep their places. */
  readonly scope: string;
  /** The most nodes that are placed in layers, causes before effects; more are folded. By default, all are. */
  readonly mostLayered?: number;
  readonly nodes: readonly FlowNode[];
  /** All edges, which decide on the places of nodes. */
  readonly edges: readonly FlowEdge[];
  /** Those that are drawn; all by default. */
  readonly drawn?: readonly FlowEdge[];
  /** The id of an edge. */
  readonly selected?: string | undefined;
  /** The ids of nodes and edges that came just now. */
  readonly news: ReadonlySet<string>;
  /** `isKey` is true if it was a key that opened the node. */
  readonly onNode: (id: string, isKey: boolean) => void;
  readonly onEdge: (id: string) => void;
}

const NODE_TYPES = { box: NodeBox };
const EDGE_TYPES = { line: EdgeLine };
/** Low enough to see a thousand nodes in a row at once. */
const LEAST_ZOOM = 0.002;
const FIT = { maxZoom: 1.1, minZoom: LEAST_ZOOM, padding: 0.08 };
const WORDS = {
  'node.a11yDescription.default':
    'Arrow keys lead to the nodes around, Page Down through all of them; Enter opens one.',
  'edge.a11yDescription.default': 'Enter selects the edge.',
};

export function Flow({
  label,
  scope,
  mostLayered = Infinity,
  nodes,
  edges,
  drawn = edges,
  selected,
  news,
  onNode,
  onEdge,
}: FlowProps): ReactNode {
  const scheme = useColorScheme();
  const isDown = window.innerWidth < 700;
  const ids = useMemo(() => nodes.map(({ id }) => id), [nodes]);
  const { places, round, arrangeAnew } = usePlaces({ ids, edges, isDown, mostLayered, scope });
  const focus = useNodeFocus({ nodes, edges: drawn, places, onNode, onEdge });
  const { current, active, near } = focus;
  const [distance, setDistance] = useState<Distance>('near');
  const instance = useRef<ReactFlowInstance<BoxNode, LineEdge>>(undefined);

  const boxes = useMemo(
    () => (places === undefined ? [] : toBoxes(nodes, { places, isDown, current, near, news })),
    [nodes, places, isDown, current, near, news],
  );
  const lines = useMemo(() => toLines(drawn, selected, news), [drawn, selected, news]);
  const shown = useMemo(() => elementLines(lines, active), [lines, active]);
  const onCanvas = useMemo(
    () => (lines.length <= MANY_EDGES || places === undefined ? undefined : toDrawnEdges(lines, places, isDown)),
    [lines, places, isDown],
  );
  const canvas = useRef<EdgeCanvasHandle>(null);
  // after each arrangement but the first, which is fitted from the start
  useEffect(() => {
    if (round > 1) void instance.current?.fitView(FIT);
  }, [round]);

  if (places === undefined) return <Loading what="the arrangement of the graph" />;
  return (
    <div
      className={['flow', `is-${distance}`, active !== undefined && 'has-active', onCanvas !== undefined && 'has-many']
        .filter(Boolean)
        .join(' ')}
      role="group"
      aria-label={label}
      onKeyDown={focus.onKeyDown}
      onFocus={focus.onFocus}
      onBlur={focus.onBlur}
    >
      <ReactFlow<BoxNode, LineEdge>
        nodes={boxes}
        edges={shown}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        colorMode={scheme}
        fitView
        fitViewOptions={FIT}
        minZoom={LEAST_ZOOM}
        nodesConnectable={false}
        nodesDraggable={false}
        elementsSelectable={false}
        edgesFocusable={onCanvas === undefined}
        deleteKeyCode={null}
        ariaLabelConfig={WORDS}
        onInit={(made) => {
          instance.current = made;
        }}
        onNodeClick={(_, node) => onNode(node.id, false)}
        onNodeMouseEnter={(_, node) => focus.setPointed(node.id)}
        onNodeMouseLeave={() => focus.setPointed(undefined)}
        onEdgeClick={(_, edge) => onEdge(edge.id)}
        onPaneClick={({ clientX, clientY }) => {
          const id = canvas.current?.edgeAt(clientX, clientY);
          if (id !== undefined) onEdge(id);
        }}
      >
        {onCanvas !== undefined && <EdgeCanvas ref={canvas} edges={onCanvas} scheme={scheme} />}
        <DistanceWatch onChange={setDistance} />
        <Background gap={24} size={1} />
        <Controls showInteractive={false} fitViewOptions={FIT}>
          <button
            type="button"
            className="react-flow__controls-button"
            title="Arrange anew"
            aria-label="Arrange anew"
            onClick={arrangeAnew}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d="M1 2h6v4H1z M9 10h6v4H9z M4 6v6h5v1.5H2.5V6z" />
            </svg>
          </button>
        </Controls>
      </ReactFlow>
    </div>
  );
}
