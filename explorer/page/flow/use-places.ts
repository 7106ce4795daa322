/** The places of the nodes of a live graph: arranged once as a whole, and then kept. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { arrange } from './arrange.js';
import { placeInGrid } from './place-in-grid.js';
import { placeBeside } from './place-beside.js';
import type { Place, PlacedEdge, Places } from './places.js';

/** The nodes that may be placed beside others, one by one. */
const MOST_LATER = 100;

export interface PlacesOptions {
  readonly ids: readonly string[];
  readonly edges: readonly PlacedEdge[];
  readonly isDown: boolean;
  /** The most nodes that are placed in layers; more are folded. */
  readonly mostLayered: number;
  /** Another scope is another graph, and is arranged anew. */
  readonly scope: string;
}

export interface PlacesState {
  /** Undefined until the first arrangement is done. */
  readonly places: Places | undefined;
  /** The number of arrangements: with each, nodes may be anywhere. */
  readonly round: number;
  /** Arranges the graph as a whole again. */
  readonly arrangeAnew: () => void;
}

interface Arrangement {
  readonly round: number;
  readonly places: Places;
}

/** Nodes that come later are placed beside the others, until more came than there were: then all are arranged anew. */
export function usePlaces({ ids, edges, isDown, mostLayered, scope }: PlacesOptions): PlacesState {
  const [arrangement, setArrangement] = useState<Arrangement>();
  const [wish, setWish] = useState(0);
  const graph = useRef({ ids, edges, isDown, mostLayered });
  graph.current = { ids, edges, isDown, mostLayered };
  // grows with the nodes that came later
  const later = useRef<{ readonly of: Arrangement | undefined; readonly places: Map<string, Place> }>({
    of: undefined,
    places: new Map(),
  });
  const isEmpty = ids.length === 0;
  const isOutgrown =
    arrangement !== undefined &&
    ids.filter((id) => !arrangement.places.has(id)).length > Math.min(arrangement.places.size, MOST_LATER);

  useEffect(() => {
    if (isEmpty) return;
    const superseded = new AbortController();
    void arrange(graph.current, superseded.signal).then((places) =>
      setArrangement((before) => ({ round: (before?.round ?? 0) + 1, places })),
    );
    return () => superseded.abort();
  }, [scope, isDown, isEmpty, wish]);
  useEffect(() => {
    if (isOutgrown) setWish((before) => before + 1);
  }, [isOutgrown]);

  const places = useMemo(() => {
    if (arrangement === undefined) return undefined;
    if (later.current.of !== arrangement) later.current = { of: arrangement, places: new Map() };
    const added = later.current.places;
    const all = new Map([...arrangement.places, ...added]);
    const missing = ids.filter((id) => !all.has(id));
    // these wait for the next arrangement
    if (missing.length > MOST_LATER) return placeInGrid(all, missing);
    for (const id of missing) {
      const place = placeBeside(id, all, edges, isDown);
      added.set(id, place);
      all.set(id, place);
    }
    return all;
  }, [arrangement, ids, edges, isDown]);
  return {
    places,
    round: arrangement?.round ?? 0,
    arrangeAnew: useCallback(() => setWish((before) => before + 1), []),
  };
}
