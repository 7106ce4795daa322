/** The path of an edge from a node back to itself. */
import { NODE_SIZE } from './places.js';

/** An SVG path, and the position of its label. */
export type EdgePath = readonly [path: string, x: number, y: number];

/**
 * Runs over the top of the node, or beside it if the graph runs from the top down.
 *
 * @param index Its index among the loops of the node: each is larger than the one before.
 */
export function selfLoop(x1: number, y1: number, x2: number, y2: number, index: number): EdgePath {
  if (x1 === x2) {
    const right = x1 + NODE_SIZE.width / 2 + 70 + index * 40;
    return [
      `M ${x1} ${y1} C ${right} ${y1 + 60}, ${right} ${y2 - 60}, ${x2} ${y2}`,
      x1 + NODE_SIZE.width / 2 + 26 + index * 28,
      (y1 + y2) / 2 + (index % 2 === 0 ? -14 : 14),
    ];
  }
  const top = Math.min(y1, y2) - 78 - index * 34;
  return [`M ${x1} ${y1} C ${x1 + 60} ${top}, ${x2 - 60} ${top}, ${x2} ${y2}`, (x1 + x2) / 2, top + 20 + index * 8];
}
