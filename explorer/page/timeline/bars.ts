/** Bars for spans, for collapsed traces and for missing ones. */
import type { Lane, SpanSummary } from '../../api/answers.js';
import { nameText } from '../components/foreign-text.js';
import { spanKey } from '../data/timeline-model.js';
import { assignRows } from './rows.js';
import type { TimeScale } from './time-scale.js';
import { ROW_HEIGHT, type Bar } from './geometry.js';

/** Returns the extent of a trace in time, as far as its spans are known. */
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

/** Returns the bar of a trace that was not received: it ended before its effect began, at an unknown time. */
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
  const { name, service, start, duration } = span;
  return {
    ...blank,
    key: spanKey(span),
    traceId: span.traceId,
    span,
    label: nameText(name),
    service,
    isError: span.status === 'error',
    from: scale.place(start),
    to: scale.place(start + duration),
    top,
    depth,
  };
}

/** Returns the bar of a collapsed trace: its root span, or its whole extent if the root was not received. */
export function buildRootBar(lane: Lane, spans: readonly SpanSummary[], scale: TimeScale, top: number): Bar {
  const root = spans.find(({ spanId }) => spanId === lane.rootSpanId);
  if (root !== undefined) return { ...buildBar(root, scale, top, 0), isError: lane.errors > 0 };
  const { start, end } = extent(lane, spans);
  return {
    ...blank,
    key: lane.traceId,
    traceId: lane.traceId,
    label: nameText(lane.name),
    service: lane.service,
    isError: lane.errors > 0,
    from: scale.place(start),
    to: scale.place(end),
    top,
    depth: 0,
  };
}

/** Returns the bars of a trace, by row. */
export function buildSpanBars(spans: readonly SpanSummary[], scale: TimeScale, top: number): Bar[][] {
  const byRow: Bar[][] = [];
  for (const { span, row, depth } of assignRows(spans))
    (byRow[row] ??= []).push(buildBar(span, scale, top + row * ROW_HEIGHT, depth));
  return Array.from(byRow, (row) => row ?? []);
}
