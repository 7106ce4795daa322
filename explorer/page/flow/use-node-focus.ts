/** The focus within a graph: one node has it, arrow keys move it, and its neighbours are set apart. */
import { useMemo, useState, type FocusEvent, type KeyboardEvent } from 'react';
import type { FlowEdge, FlowNode } from './flow-graph.js';
import { inOrder, nextNode } from './next-node.js';
import type { Places } from './places.js';

export interface NodeFocusOptions {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  readonly places: Places | undefined;
  /** `isKey` is true if it was a key that opened the node. */
  readonly onNode: (id: string, isKey: boolean) => void;
  readonly onEdge: (id: string) => void;
}

export interface NodeFocus {
  /** The node that the Tab key leads to. */
  readonly current: string | undefined;
  /** The node that has the focus, or else the pointer. */
  readonly active: string | undefined;
  /** It and its neighbours; empty if there is none. */
  readonly near: ReadonlySet<string>;
  readonly setPointed: (id: string | undefined) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onBlur: () => void;
}

export function useNodeFocus({ nodes, edges, places, onNode, onEdge }: NodeFocusOptions): NodeFocus {
  const [last, setLast] = useState<string>();
  const [hasFocus, setHasFocus] = useState(false);
  const [pointed, setPointed] = useState<string>();
  const ids = useMemo(() => new Set(nodes.map(({ id }) => id)), [nodes]);
  const shown = useMemo(() => new Map([...(places ?? [])].filter(([id]) => ids.has(id))), [places, ids]);
  const first = useMemo(() => nodes.find(({ isMarked }) => isMarked)?.id ?? inOrder(shown)[0], [nodes, shown]);
  const current = last !== undefined && ids.has(last) ? last : first;
  const active = pointed !== undefined && ids.has(pointed) ? pointed : hasFocus ? current : undefined;
  const near = useMemo(
    () =>
      new Set(
        active === undefined
          ? []
          : [active, ...edges.flatMap(({ from, to }) => (from === active ? [to] : to === active ? [from] : []))],
      ),
    [active, edges],
  );

  return {
    current,
    active,
    near,
    setPointed,
    onFocus: ({ target }) => {
      const id = idOf(target);
      if (id === undefined) return;
      setLast(id);
      setHasFocus(true);
    },
    onBlur: () => setHasFocus(false),
    onKeyDown: (event) => {
      const { key, target, currentTarget } = event;
      const id = idOf(target);
      // React Flow selects what Enter is pressed on; here that is a click
      if (key === 'Enter' && id !== undefined) return onNode(id, true);
      const edge = key === 'Enter' ? closest(target, '.react-flow__edge') : null;
      if (edge?.dataset['id'] !== undefined) return onEdge(edge.dataset['id']);
      if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      const next = nextNode(shown, id, key);
      if (next === undefined) return;
      event.preventDefault();
      currentTarget.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(next)}"]`)?.focus();
    },
  };
}

const closest = (target: EventTarget, selector: string): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>(selector) : null;

const idOf = (target: EventTarget): string | undefined => closest(target, '.react-flow__node')?.dataset['id'];
