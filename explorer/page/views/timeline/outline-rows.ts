/**
 * The picture as a tree in lines: traces, and in them their spans; what a screen reader reads instead of the canvas.
 */
import type { CausalLink, SpanSummary } from '../../../api/answers.js';
import { spanKey, type TimelineModel } from '../../data/timeline-model.js';
import type { LaneBox, Layout } from '../../timeline/geometry.js';

export interface OutlineRow {
  /** As the picture knows it. */
  readonly key: string;
  readonly traceId: string;
  /** 1 is a trace. */
  readonly level: number;
  /** The how-manieth of how many with the same parent. */
  readonly position: number;
  readonly setSize: number;
  readonly box?: LaneBox;
  readonly span?: SpanSummary;
  /** Names of the relations to its causes, and the number of its effects. */
  readonly causes: readonly string[];
  readonly effects: number;
}

/** In the order of the picture; the spans of a trace as its tree, each after its parent. */
export function outlineRows(layout: Layout, model: TimelineModel): OutlineRow[] {
  const causes = group(model.links, ({ effect }) => spanKey(effect));
  const effects = group(model.links, ({ cause }) => spanKey(cause));
  const spans = group(model.spans, ({ traceId }) => traceId);
  return layout.lanes.flatMap((box, index) => {
    const head: OutlineRow = {
      key: box.traceId,
      traceId: box.traceId,
      level: 1,
      position: index + 1,
      setSize: layout.lanes.length,
      box,
      causes: [],
      effects: 0,
    };
    if (box.lane === undefined || box.isCollapsed) return [head];
    return [
      head,
      ...flattenTree(spans.get(box.traceId) ?? []).map(({ span, depth, at, of }): OutlineRow => {
        const key = spanKey(span);
        return {
          key,
          traceId: box.traceId,
          level: depth + 2,
          position: at,
          setSize: of,
          span,
          causes: (causes.get(key) ?? []).map(({ relation }: CausalLink) => relation ?? 'link'),
          effects: effects.get(key)?.length ?? 0,
        };
      }),
    ];
  });
}

function group<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [item]);
    else known.push(item);
  }
  return groups;
}

interface TreeSpan {
  readonly span: SpanSummary;
  readonly depth: number;
  readonly at: number;
  readonly of: number;
}

/** Depth first, by start; without recursion, as traces may be deep. */
function flattenTree(spans: readonly SpanSummary[]): TreeSpan[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const sorted = spans.toSorted((one, other) => one.start - other.start);
  const children = group(sorted, ({ parentSpanId = '' }) => (ids.has(parentSpanId) ? parentSpanId : ''));
  const below = (parent: string, depth: number): TreeSpan[] =>
    (children.get(parent) ?? []).map((span, index, all) => ({ span, depth, at: index + 1, of: all.length })).reverse();
  const rows: TreeSpan[] = [];
  const open = below('', 0);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    rows.push(next);
    open.push(...below(next.span.spanId, next.depth + 1));
  }
  return rows;
}
