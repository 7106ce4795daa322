/** Places a node that came later: beside those it is joined with, where there is room, so that no other one moves. */
import { gapsOf, NODE_SIZE, type Place, type PlacedEdge, type Places } from './places.js';

/**
 * Returns a place beside the strongest neighbour that has one: after its cause, or before its effect.
 *
 * @param places Those of the other nodes.
 */
export function placeBeside(id: string, places: Places, edges: readonly PlacedEdge[], isDown: boolean): Place {
  const { across, along } = gapsOf(isDown, false);
  const step = isDown
    ? { along: NODE_SIZE.height + along, across: NODE_SIZE.width + across }
    : { along: NODE_SIZE.width + along, across: NODE_SIZE.height + across };
  const toPlace = (alongPlace: number, acrossPlace: number): Place =>
    isDown ? { x: acrossPlace, y: alongPlace } : { x: alongPlace, y: acrossPlace };
  const [fromAlong, fromAcross] = start(id, places, edges, isDown, step);
  // to both sides of it by turns, ever farther away
  for (let turn = 0; ; turn += 1) {
    const place = toPlace(fromAlong, fromAcross + (turn % 2 === 0 ? 1 : -1) * Math.ceil(turn / 2) * step.across);
    if (isFree(place, places)) return place;
  }
}

/** Returns the first place to try, along and across the layers. */
function start(
  id: string,
  places: Places,
  edges: readonly PlacedEdge[],
  isDown: boolean,
  step: { readonly along: number; readonly across: number },
): readonly [along: number, across: number] {
  const coordinates = ({ x, y }: Place): readonly [number, number] => (isDown ? [y, x] : [x, y]);
  const near = edges
    .filter(({ from, to }) => from !== to && ((from === id && places.has(to)) || (to === id && places.has(from))))
    .toSorted((one, other) => other.weight - one.weight)[0];
  const place = near === undefined ? undefined : places.get(near.from === id ? near.to : near.from);
  if (near !== undefined && place !== undefined) {
    const [along, across] = coordinates(place);
    return [along + (near.to === id ? step.along : -step.along), across];
  }
  // without neighbours: at the beginning of the layers, across from all others
  const all = [...places.values()].map(coordinates);
  if (all.length === 0) return [12, 12];
  return [Math.min(...all.map(([along]) => along)), Math.max(...all.map(([, across]) => across)) + step.across];
}

const isFree = ({ x, y }: Place, places: Places): boolean => {
  for (const other of places.values())
    if (Math.abs(other.x - x) < NODE_SIZE.width + 12 && Math.abs(other.y - y) < NODE_SIZE.height + 12) return false;
  return true;
};
