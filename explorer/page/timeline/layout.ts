/** Where everything of a picture is. */
import type { Lane, SpanSummary } from '../../api/answers.js';
import { spanKey, type Picture } from '../data/timeline-model.js';
import { arcsOf } from './arcs.js';
import { extent, ghost, rootBar, spanBars } from './bars.js';
import { timeScale } from './time-scale.js';
import { GAP, HEAD, ROW, type Bar, type LaneBox, type Layout, type Row } from './geometry.js';

export interface LayoutOptions {
  /** Traces that show their root only. */
  readonly collapsed: ReadonlySet<string>;
  /** Whether long waiting is squeezed. */
  readonly squeeze: boolean;
}

/** Lays a picture out; O(n log n) in its spans. */
export function layout(picture: Picture, options: LayoutOptions): Layout {
  const spansOf = byTrace(picture.spans);
  const scale = timeScale(
    picture.lanes.map((lane) => extent(lane, spansOf.get(lane.traceId) ?? [])),
    options.squeeze,
  );
  const lanes: LaneBox[] = [];
  const rows: Row[] = [];
  const bars = new Map<string, Bar>();
  const missing = missingBefore(picture);
  let top = 0;

  const addLane = (
    traceId: string,
    lane: Lane | undefined,
    isCollapsed: boolean,
    byRow: readonly (readonly Bar[])[],
  ): void => {
    for (const [index, row] of byRow.entries()) {
      for (const [at, bar] of row.entries()) {
        bar.until = row[at + 1]?.from ?? Infinity;
        bars.set(bar.key, bar);
      }
      rows.push({ top: top + HEAD + index * ROW, bars: row });
    }
    const height = HEAD + byRow.length * ROW;
    lanes.push({ traceId, ...(lane === undefined ? {} : { lane }), top, height, isCollapsed });
    top += height + GAP;
  };

  for (const lane of picture.lanes) {
    for (const absent of missing.get(lane.traceId) ?? [])
      addLane(absent.traceId, undefined, false, [[ghost(absent.traceId, scale.place(absent.at), top + HEAD)]]);
    const isCollapsed = options.collapsed.has(lane.traceId);
    const spans = spansOf.get(lane.traceId) ?? [];
    addLane(
      lane.traceId,
      lane,
      isCollapsed,
      isCollapsed ? [[rootBar(lane, spans, scale, top + HEAD)]] : spanBars(spans, scale, top + HEAD),
    );
  }
  return { scale, lanes, rows, bars, arcs: arcsOf(picture.links, bars, lanes, rows), height: top };
}

function byTrace(spans: readonly SpanSummary[]): ReadonlyMap<string, readonly SpanSummary[]> {
  const groups = new Map<string, SpanSummary[]>();
  for (const span of spans) {
    const group = groups.get(span.traceId);
    if (group === undefined) groups.set(span.traceId, [span]);
    else group.push(span);
  }
  return groups;
}

/** The missing traces, before the lane that first refers to them, at the time of what refers to them. */
function missingBefore({
  missing,
  links,
  spans,
  lanes,
}: Picture): ReadonlyMap<string, { traceId: string; at: number }[]> {
  const before = new Map<string, { traceId: string; at: number }[]>();
  if (missing.length === 0) return before;
  const starts = new Map(spans.map((span) => [spanKey(span), span.start]));
  const laneStarts = new Map(lanes.map((lane) => [lane.traceId, lane.start]));
  for (const { traceId } of missing) {
    const refers = links.filter(({ cause, effect }) => cause.traceId === traceId && laneStarts.has(effect.traceId));
    const first = refers.toSorted(
      (one, other) => (laneStarts.get(one.effect.traceId) ?? 0) - (laneStarts.get(other.effect.traceId) ?? 0),
    )[0];
    if (first === undefined) continue;
    const at = starts.get(spanKey(first.effect)) ?? laneStarts.get(first.effect.traceId) ?? 0;
    before.set(first.effect.traceId, [...(before.get(first.effect.traceId) ?? []), { traceId, at }]);
  }
  return before;
}
