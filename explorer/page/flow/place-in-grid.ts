/** Places nodes without edges: in a grid below the others. */
import { NODE_SIZE, type Place, type Places } from './places.js';

const GAP = 36;
/** The least nodes of a row. */
const LEAST_WIDTH = 4;

/** Returns the places, and those of the further nodes. */
export function placeInGrid(places: Places, ids: readonly string[]): Places {
  const all = [...places.values()];
  const left = Math.min(...all.map(({ x }) => x), Infinity);
  const right = Math.max(...all.map(({ x }) => x), -Infinity);
  const bottom = Math.max(...all.map(({ y }) => y), -Infinity);
  const step = { x: NODE_SIZE.width + GAP, y: NODE_SIZE.height + GAP };
  const isFirst = all.length === 0;
  const width = Math.max(
    LEAST_WIDTH,
    isFirst ? Math.ceil(Math.sqrt(ids.length)) : Math.floor((right - left) / step.x) + 1,
  );
  const corner: Place = isFirst ? { x: 12, y: 12 } : { x: left, y: bottom + step.y };
  return new Map([
    ...places,
    ...ids.map((id, index): [string, Place] => [
      id,
      { x: corner.x + (index % width) * step.x, y: corner.y + Math.floor(index / width) * step.y },
    ]),
  ]);
}
