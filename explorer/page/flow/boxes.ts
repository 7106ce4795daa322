/** The nodes of a graph as boxes. */
import type { FlowNode } from './flow-graph.js';
import type { BoxNode } from './node-box.js';
import { NODE_SIZE, type Places } from './places.js';

export interface BoxesOptions {
  readonly places: Places;
  readonly isDown: boolean;
  /** The node that the Tab key leads to; arrow keys lead to the others. */
  readonly current: string | undefined;
  /** The node that has the focus or the pointer, and those that an edge joins with it. */
  readonly near: ReadonlySet<string>;
  readonly news: ReadonlySet<string>;
}

export const toBoxes = (nodes: readonly FlowNode[], options: BoxesOptions): BoxNode[] =>
  nodes.map(({ id, label, content, isMarked = false }): BoxNode => ({
    id,
    type: 'box',
    position: options.places.get(id) ?? { x: 0, y: 0 },
    ...NODE_SIZE,
    ariaLabel: label,
    className: options.near.has(id) ? 'is-near' : '',
    domAttributes: { tabIndex: id === options.current ? 0 : -1 },
    data: { content, isMarked, isNew: options.news.has(id), isDown: options.isDown },
  }));
