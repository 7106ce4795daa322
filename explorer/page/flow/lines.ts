/** The edges of a graph as lines. */
import { MarkerType, type Edge } from '@xyflow/react';
import type { FlowEdge } from './flow-graph.js';

export type LineEdge = Edge<
  {
    readonly name: string;
    readonly detail: string;
    /** Its index among the edges between the same two nodes. */
    readonly index: number;
    /** The width of its line, in pixels. */
    readonly weight: number;
    readonly isLink: boolean;
    readonly isError: boolean;
    readonly isNew: boolean;
    readonly isMarked: boolean;
    readonly hasLabel: boolean;
  },
  'line'
>;

/** More edges than these are drawn on a canvas; only those that are marked or near are elements, with labels. */
export const MANY_EDGES = 60;

const MARKER = {
  type: MarkerType.ArrowClosed,
  width: 14,
  height: 14,
  color: 'var(--soft)',
  markerUnits: 'userSpaceOnUse',
} as const;

/** Returns the lines; those between the same two nodes are beside each other. */
export function toLines(
  edges: readonly FlowEdge[],
  selected: string | undefined,
  news: ReadonlySet<string>,
): LineEdge[] {
  const counts = new Map<string, number>();
  const isFew = edges.length <= MANY_EDGES;
  return edges.map(({ id, from, to, name, detail, description, isLink, isError, width }): LineEdge => {
    const pair = [from, to].sort().join('>');
    const index = counts.get(pair) ?? 0;
    counts.set(pair, index + 1);
    const isMarked = selected === id;
    return {
      id,
      type: 'line',
      source: from,
      target: to,
      ariaLabel: description,
      className: [
        isLink ? 'is-link' : 'is-call',
        isError && 'has-errors',
        isMarked && 'is-marked',
        news.has(id) && 'is-new',
      ]
        .filter(Boolean)
        .join(' '),
      markerEnd: MARKER,
      style: { strokeWidth: width },
      zIndex: isMarked ? 2 : 0,
      data: {
        name,
        detail,
        index,
        weight: width,
        isLink,
        isError,
        isNew: news.has(id),
        isMarked,
        hasLabel: isFew || isMarked,
      },
      interactionWidth: 24,
    };
  });
}

/** Returns the lines that are elements: those of a node, which are set apart, and the others if they are few. */
export function elementLines(lines: LineEdge[], node: string | undefined): LineEdge[] {
  const isFew = lines.length <= MANY_EDGES;
  if (node === undefined) return isFew ? lines : lines.filter(({ data }) => data?.isMarked === true);
  return lines.flatMap((line) => {
    if (line.data === undefined) return [];
    const { className = '', data } = line;
    if (line.source === node || line.target === node)
      return [{ ...line, className: `${className} is-near`, zIndex: 2, data: { ...data, hasLabel: true } }];
    return isFew || data.isMarked ? [line] : [];
  });
}
