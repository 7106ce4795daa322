/** Places the nodes of a small graph, causes before effects. */
import { Graph, layout } from '@dagrejs/dagre';

export interface Position {
  readonly x: number;
  readonly y: number;
}

export const NODE_SIZE = { width: 190, height: 78 };

/**
 * Lays out a graph in layers.
 *
 * @param isDown True if the layers run from the top down, rather than from left to right.
 * @returns The upper left corner of each node, by its id.
 */
export function placeNodes(
  ids: readonly string[],
  edges: readonly { readonly from: string; readonly to: string }[],
  isDown: boolean,
): ReadonlyMap<string, Position> {
  const graph = new Graph({ multigraph: true });
  // an edge from a node to itself takes the room beside it
  const hasLoops = edges.some(({ from, to }) => from === to);
  graph.setGraph({
    rankdir: isDown ? 'TB' : 'LR',
    nodesep: hasLoops ? 100 : 36,
    ranksep: isDown ? 84 : 118,
    marginx: 12,
    marginy: 12,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of ids) graph.setNode(id, { ...NODE_SIZE });
  for (const [index, { from, to }] of edges.entries()) if (from !== to) graph.setEdge(from, to, {}, String(index));
  layout(graph);
  return new Map(
    ids.map((id) => {
      const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
      return [id, { x: x - NODE_SIZE.width / 2, y: y - NODE_SIZE.height / 2 }];
    }),
  );
}
