/** Arranges a graph as a whole. */
import { placeFolded } from './place-folded.js';
import { placeNodes } from './place-nodes.js';
import type { PlacedEdge, Places } from './places.js';

export interface LayoutRequest {
  readonly ids: readonly string[];
  readonly edges: readonly PlacedEdge[];
  /** True if layers run from the top down, rather than from left to right. */
  readonly isDown: boolean;
  /** The most nodes that are placed in layers; more are folded, so that all of them are seen at once. */
  readonly mostLayered: number;
}

export const arrangeNodes = ({ ids, edges, isDown, mostLayered }: LayoutRequest): Places =>
  ids.length > mostLayered ? placeFolded(ids, edges, isDown) : placeNodes(ids, edges, isDown);
