/** The places of the nodes of a graph. */

/** The upper left corner of a node. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** By the ids of the nodes. */
export type Places = ReadonlyMap<string, Place>;

/** An edge, as far as it decides on places. */
export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  readonly weight: number;
}

export const NODE_SIZE = { width: 190, height: 78 };

/** Returns the distances between two nodes of a layer, and between two layers. */
export const gapsOf = (isDown: boolean, hasLoops: boolean): { readonly across: number; readonly along: number } => ({
  across: hasLoops ? 100 : 36,
  along: isDown ? 84 : 118,
});
