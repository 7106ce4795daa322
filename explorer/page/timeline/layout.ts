/** The layout of a timeline. */
import type { Lane, SpanSummary } from '../../api/answers.js';
import { spanKey, type TimelineModel } from '../data/timeline-model.js';
import { buildArcs } from './arcs.js';
import { extent, buildGhostBar, buildRootBar, buildSpanBars } from './bars.js';
import { timeScale } from './time-scale.js';
import { LANE_GAP, LANE_HEADER_HEIGHT, ROW_HEIGHT, type Bar, type LaneBox, type Layout, type Row } from './geometry.js';

export interface LayoutOptions {
  /** Ids of the traces that show their root only. */
  readonly collapsed: ReadonlySet<string>;
  /** True to compress long waits. */
  readonly compressWaits: boolean;
}

/** Computes the position of all lanes, rows, bars and arcs; O(n log n) in the spans. */
export function computeLayout(model: TimelineModel, options: LayoutOptions): Layout {
  const spansOf = byTrace(model.spans);
  const scale = timeScale(
    model.lanes.map((lane) => extent(lane, spansOf.get(lane.traceId) ?? [])),
    options.compressWaits,
  );
  const lanes: LaneBox[] = [];
  const rows: Row[] = [];
  const bars = new Map<string, Bar>();
  const missing = missingBefore(model);
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
      rows.push({ top: top + LANE_HEADER_HEIGHT + index * ROW_HEIGHT, bars: row });
    }
    const height = LANE_HEADER_HEIGHT + byRow.length * ROW_HEIGHT;
    lanes.push({ traceId, ...(lane === undefined ? {} : { lane }), top, height, isCollapsed });
    top += height + LANE_GAP;
  };

  for (const lane of model.lanes) {
    for (const absent of missing.get(lane.traceId) ?? [])
      addLane(absent.traceId, undefined, false, [
        [buildGhostBar(absent.traceId, scale.place(absent.at), top + LANE_HEADER_HEIGHT)],
      ]);
    const isCollapsed = options.collapsed.has(lane.traceId);
    const spans = spansOf.get(lane.traceId) ?? [];
    addLane(
      lane.traceId,
      lane,
      isCollapsed,
      isCollapsed
        ? [[buildRootBar(lane, spans, scale, top + LANE_HEADER_HEIGHT)]]
        : buildSpanBars(spans, scale, top + LANE_HEADER_HEIGHT),
    );
  }
  return { scale, lanes, rows, bars, arcs: buildArcs(model.links, bars, lanes, rows), height: top };
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

/**
 * Returns the missing traces by the lane before which they are drawn, the first that refers to them, with the start of
 * the referring span.
 */
function missingBefore({
  missing,
  links,
  spans,
  lanes,
}: TimelineModel): ReadonlyMap<string, { traceId: string; at: number }[]> {
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
