/** The timeline as a tree of traces and their spans: the outline, which a screen reader reads instead of the canvas. */
import type { CausalLink, SpanSummary } from '../../../api/answers.js';
import { spanKey, type TimelineModel } from '../../data/timeline-model.js';
import type { LaneBox, Layout } from '../../timeline/geometry.js';

export interface OutlineRow {
  /** Key of the span or the trace, as in the layout. */
  readonly key: string;
  readonly traceId: string;
  /** 1 for a trace. */
  readonly level: number;
  /** 1-based position among its siblings. */
  readonly position: number;
  readonly setSize: number;
  readonly box?: LaneBox;
  readonly span?: SpanSummary;
  /** The relation of each link to a cause, and the number of links to effects. */
  readonly causes: readonly string[];
  readonly effects: number;
  /** True if there may be more links: to traces that are not in the timeline. */
  readonly hasMore: boolean;
}

/** Returns the rows in the order of the layout; the spans of a trace as a tree, each after its parent. */
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
      hasMore: false,
    };
    const hasMore = box.lane?.hasMore === true || model.cutBy.includes('links');
    if (box.lane === undefined || box.isCollapsed) return [head];
    return [
      head,
      ...flattenTree(spans.get(box.traceId) ?? []).map(({ span, depth, position, setSize }): OutlineRow => {
        const key = spanKey(span);
        return {
          key,
          traceId: box.traceId,
          level: depth + 2,
          position,
          setSize,
          span,
          causes: (causes.get(key) ?? []).map(({ relation }: CausalLink) => relation ?? 'link'),
          effects: effects.get(key)?.length ?? 0,
          hasMore,
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
  readonly position: number;
  readonly setSize: number;
}

/** Returns the spans depth first, siblings by their start. Not recursive, as traces may be deep. */
function flattenTree(spans: readonly SpanSummary[]): TreeSpan[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const sorted = spans.toSorted((one, other) => one.start - other.start);
  const children = group(sorted, ({ parentSpanId = '' }) => (ids.has(parentSpanId) ? parentSpanId : ''));
  const below = (parent: string, depth: number): TreeSpan[] =>
    (children.get(parent) ?? [])
      .map((span, index, all) => ({ span, depth, position: index + 1, setSize: all.length }))
      .reverse();
  const rows: TreeSpan[] = [];
  // spans that share an id have the same children
  const expanded = new Set<string>();
  const open = below('', 0);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    rows.push(next);
    if (!expanded.has(next.span.spanId)) open.push(...below(next.span.spanId, next.depth + 1));
    expanded.add(next.span.spanId);
  }
  return rows;
}
