/** The order of the nodes of a graph in which the most weight runs forwards (after Eades, Lin and Smyth, 1993). */
import type { PlacedEdge } from './places.js';

interface Open {
  readonly id: string;
  /** The weights of the edges from and to nodes that have no place yet. */
  outgoing: number;
  incoming: number;
  readonly edges: { readonly other: Open; readonly weight: number; readonly isOut: boolean }[];
}

/** Returns the ids: what nothing leads to first, what leads to nothing last, and nodes without edges behind them. */
export function causalOrder(ids: readonly string[], edges: readonly PlacedEdge[]): string[] {
  const open = new Map(ids.map((id): [string, Open] => [id, { id, outgoing: 0, incoming: 0, edges: [] }]));
  for (const { from, to, weight } of edges) {
    const [source, target] = [open.get(from), open.get(to)];
    if (source === undefined || target === undefined || source === target) continue;
    source.edges.push({ other: target, weight, isOut: true });
    target.edges.push({ other: source, weight, isOut: false });
    source.outgoing += weight;
    target.incoming += weight;
  }
  const alone = ids.filter((id) => open.get(id)?.edges.length === 0);
  for (const id of alone) open.delete(id);
  const first: string[] = [];
  const last: string[] = [];
  while (open.size > 0) {
    const node = next(open.values());
    if (node === undefined) break;
    open.delete(node.id);
    // sums of weights that were added and subtracted are whole numbers, so that they get back to zero
    if (node.outgoing === 0) last.push(node.id);
    else first.push(node.id);
    for (const { other, weight, isOut } of node.edges)
      if (isOut) other.incoming -= weight;
      else other.outgoing -= weight;
  }
  return [...first, ...last.reverse(), ...alone];
}

/** Returns a node that leads to nothing, else one that nothing leads to, else the one that leads to most. */
function next(nodes: Iterable<Open>): Open | undefined {
  let best: Open | undefined;
  let most = -Infinity;
  for (const node of nodes) {
    if (node.outgoing === 0) return node;
    const surplus = node.incoming === 0 ? Infinity : node.outgoing - node.incoming;
    if (surplus > most || best === undefined) [best, most] = [node, surplus];
  }
  return best;
}
