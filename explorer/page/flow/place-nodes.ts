/** Places the nodes of a graph, causes before effects. */
import { Graph, layout } from '@dagrejs/dagre';
import { placeInGrid } from './place-in-grid.js';
import { gapsOf, NODE_SIZE, type Place, type Places, type PlacedEdge } from './places.js';

/** The edges that decide, the strongest first: the time of a layered layout grows faster than their number. */
const MOST_EDGES = 300;

/**
 * Lays out a graph in layers. Nodes without edges are below it.
 *
 * @param isDown True if the layers run from the top down, rather than from left to right.
 */
export function placeNodes(ids: readonly string[], edges: readonly PlacedEdge[], isDown: boolean): Places {
  const between = edges.filter(({ from, to }) => from !== to);
  const joined = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const graph = new Graph();
  // an edge from a node to itself takes the room beside it
  const hasLoops = between.length < edges.length;
  const { across, along } = gapsOf(isDown, hasLoops);
  graph.setGraph({ rankdir: isDown ? 'TB' : 'LR', nodesep: across, ranksep: along, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of ids) if (joined.has(id)) graph.setNode(id, { ...NODE_SIZE });
  for (const { from, to } of decidingEdges(between)) graph.setEdge(from, to);
  layout(graph);
  const places = new Map<string, Place>();
  for (const id of ids) {
    if (!joined.has(id)) continue;
    const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
    places.set(id, { x: x - NODE_SIZE.width / 2, y: y - NODE_SIZE.height / 2 });
  }
  return placeInGrid(
    places,
    ids.filter((id) => !joined.has(id)),
  );
}

/** Returns the strongest edges, and for each node its strongest one: no node is placed as if it had none. */
function decidingEdges(edges: readonly PlacedEdge[]): readonly PlacedEdge[] {
  const sorted = edges.toSorted((one, other) => other.weight - one.weight);
  const seen = new Set<string>();
  return sorted.filter(({ from, to }, index) => {
    const isFirst = !seen.has(from) || !seen.has(to);
    seen.add(from).add(to);
    return index < MOST_EDGES || isFirst;
  });
}
