/**
 * Places the nodes of a large graph so that all of them are seen at once: in lines of the same length, one beside the
 * other, with most causes before their effects. Layers would make such a graph as long as its longest chain.
 */
import { causalOrder } from './causal-order.js';
import { gapsOf, NODE_SIZE, type Place, type PlacedEdge, type Places } from './places.js';

/** The width of the whole as a multiple of its height. */
const SHAPES = { across: 2.4, down: 1 };
/** Each moves every node once towards those that it is joined with. */
const SWEEPS = 6;

/** @param isDown True if lines run from left to right, one below the other. */
export function placeFolded(ids: readonly string[], edges: readonly PlacedEdge[], isDown: boolean): Places {
  const { across, along } = gapsOf(isDown, false);
  const step = {
    x: NODE_SIZE.width + (isDown ? across : along / 2),
    y: NODE_SIZE.height + (isDown ? along / 2 : across),
  };
  const shape = isDown ? SHAPES.down : SHAPES.across;
  const columns = Math.max(Math.round(Math.sqrt((ids.length * shape * step.y) / step.x)), 1);
  const length = isDown ? columns : Math.ceil(ids.length / columns);
  const order = causalOrder(ids, edges);
  const lines: string[][] = [];
  for (let start = 0; start < order.length; start += length) lines.push(order.slice(start, start + length));
  straighten(lines, edges);
  return new Map(
    lines.flatMap((line, lineAt) =>
      line.map((id, at): [string, Place] => {
        const [column, row] = isDown ? [at, lineAt] : [lineAt, at];
        return [id, { x: 12 + column * step.x, y: 12 + row * step.y }];
      }),
    ),
  );
}

/** Sorts each line by where the neighbours of its nodes are in theirs, so that edges are short and cross less. */
function straighten(lines: string[][], edges: readonly PlacedEdge[]): void {
  const neighbours = new Map<string, { readonly id: string; readonly weight: number }[]>();
  const join = (id: string, other: string, weight: number): void => {
    const known = neighbours.get(id);
    if (known === undefined) neighbours.set(id, [{ id: other, weight }]);
    else known.push({ id: other, weight });
  };
  for (const { from, to, weight } of edges) {
    join(from, to, weight);
    join(to, from, weight);
  }
  const at = new Map<string, number>();
  const number = (line: readonly string[]): void => line.forEach((id, index) => at.set(id, index));
  lines.forEach(number);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1)
    for (const line of sweep % 2 === 0 ? lines : lines.toReversed()) {
      const wanted = new Map(
        line.map((id) => {
          let [sum, weights] = [0, 0];
          for (const { id: other, weight } of neighbours.get(id) ?? []) {
            sum += (at.get(other) ?? 0) * weight;
            weights += weight;
          }
          return [id, weights === 0 ? (at.get(id) ?? 0) : sum / weights] as const;
        }),
      );
      line.sort((one, other) => (wanted.get(one) ?? 0) - (wanted.get(other) ?? 0));
      number(line);
    }
}
