/** The arrow keys of a graph: they lead from node to node as the eye does. */
import type { Place, Places } from './places.js';

const KEYS: Readonly<Record<string, readonly [along: 'x' | 'y', by: 1 | -1]>> = {
  ArrowRight: ['x', 1],
  ArrowLeft: ['x', -1],
  ArrowDown: ['y', 1],
  ArrowUp: ['y', -1],
};

/** Keys that go through all nodes in their order: no node is out of reach. */
const TURNS: Readonly<Record<string, (at: number) => number>> = {
  Home: () => 0,
  End: () => Infinity,
  PageDown: (at) => at + 1,
  PageUp: (at) => at - 1,
};

/**
 * Returns the node that a key leads to: the nearest one in the direction of an arrow, or one in the order of all.
 * Undefined for other keys, and where there is none.
 */
export function nextNode(places: Places, from: string, key: string): string | undefined {
  const turn = TURNS[key];
  if (turn !== undefined) {
    const ids = inOrder(places);
    return ids[Math.min(Math.max(turn(ids.indexOf(from)), 0), ids.length - 1)];
  }
  const [along, by] = KEYS[key] ?? [];
  const start = places.get(from);
  if (along === undefined || by === undefined || start === undefined) return undefined;
  const across = along === 'x' ? 'y' : 'x';
  let nearest: string | undefined;
  let least = Infinity;
  for (const [id, place] of places) {
    const ahead = (place[along] - start[along]) * by;
    if (id === from || ahead <= 0) continue;
    // what is straight ahead comes before what is nearer and aside
    const distance = ahead + 2 * Math.abs(place[across] - start[across]);
    if (distance < least) [nearest, least] = [id, distance];
  }
  return nearest;
}

/** Returns the ids from left to right, each column from the top down. */
export const inOrder = (places: Places): string[] =>
  [...places].sort(([, one], [, other]) => compare(one, other)).map(([id]) => id);

const compare = (one: Place, other: Place): number => one.x - other.x || one.y - other.y;
