/** Spans, and what stands for them, as bars. */
import type { Lane, SpanSummary } from '../../api/answers.js';
import { spanKey } from '../data/timeline-model.js';
import { assignRows } from './rows.js';
import type { TimeScale } from './time-scale.js';
import { ROW_HEIGHT, type Bar } from './geometry.js';

/** From the first start to the last end of what is known of a trace. */
export function extent(lane: Lane, spans: readonly SpanSummary[]): { start: number; end: number } {
  let { start } = lane;
  let end = lane.start + lane.duration;
  for (const span of spans) {
    start = Math.min(start, span.start);
    end = Math.max(end, span.start + span.duration);
  }
  return { start, end };
}

const blank = { isGhost: false, until: Infinity, causesOutside: 0, effectsOutside: 0 };

/** What stands for a trace that was not received: it ended before its effect began, nobody knows when. */
export const buildGhostBar = (traceId: string, place: number, top: number): Bar => ({
  ...blank,
  isGhost: true,
  key: traceId,
  traceId,
  label: 'not received',
  service: '',
  isError: false,
  from: place,
  to: place,
  top,
  depth: 0,
});

function buildBar(span: SpanSummary, scale: TimeScale, top: number, depth: number): Bar {
  const { name: label, service, start, duration } = span;
  return {
    ...blank,
    key: spanKey(span),
    traceId: span.traceId,
    span,
    label,
    service,
    isError: span.status === 'error',
    from: scale.place(start),
    to: scale.place(start + duration),
    top,
    depth,
  };
}

/** The one bar of a collapsed trace: its root, or all of its time where the root was not received. */
export function buildRootBar(lane: Lane, spans: readonly SpanSummary[], scale: TimeScale, top: number): Bar {
  const root = spans.find(({ spanId }) => spanId === lane.rootSpanId);
  if (root !== undefined) return { ...buildBar(root, scale, top, 0), isError: lane.errors > 0 };
  const { start, end } = extent(lane, spans);
  return {
    ...blank,
    key: lane.traceId,
    traceId: lane.traceId,
    label: lane.name,
    service: lane.service,
    isError: lane.errors > 0,
    from: scale.place(start),
    to: scale.place(end),
    top,
    depth: 0,
  };
}

/** The bars of a trace, by row. */
export function buildSpanBars(spans: readonly SpanSummary[], scale: TimeScale, top: number): Bar[][] {
  const byRow: Bar[][] = [];
  for (const { span, row, depth } of assignRows(spans))
    (byRow[row] ??= []).push(buildBar(span, scale, top + row * ROW_HEIGHT, depth));
  return Array.from(byRow, (row) => row ?? []);
}
