/** The model of a timeline: the traces, spans and links of several answers, merged. */
import type {
  Bound,
  CausalLink,
  ClockOffset,
  GraphAnswer,
  Lane,
  SpanRef,
  SpanSummary,
  TraceAnswer,
} from '../../api/answers.js';

export interface TimelineModel {
  /** Ordered by start. */
  readonly lanes: readonly Lane[];
  readonly spans: readonly SpanSummary[];
  readonly links: readonly CausalLink[];
  readonly missing: readonly { readonly traceId: string; readonly hop: number }[];
  /** The bounds that left something out. */
  readonly cutBy: readonly Bound[];
  /** What adjusted clocks are moved by; missing if none is contradicted. */
  readonly clockOffsets?: readonly ClockOffset[];
}

/** Returns the key of a span; different spans of one id have different keys. */
export const spanKey = ({ traceId, spanId, nth }: SpanRef & Pick<SpanSummary, 'nth'>): string =>
  `${traceId}:${spanId}${nth === undefined ? '' : `:${nth}`}`;
export const linkKey = ({ cause, effect }: CausalLink): string => `${spanKey(cause)}>${spanKey(effect)}`;

/**
 * Merges a graph with the traces that were opened beside it. Duplicates are removed, and no trace is missing that any
 * answer contains.
 */
export function buildTimelineModel(graph: GraphAnswer, opened: readonly TraceAnswer[] = []): TimelineModel {
  const lanes = new Map(graph.lanes.map((lane) => [lane.traceId, lane]));
  const spans = new Map(graph.spans.map((span) => [spanKey(span), span]));
  const links = new Map(graph.links.map((link) => [linkKey(link), link]));
  const missing = new Map(graph.missing.map((one) => [one.traceId, one]));
  for (const answer of opened) {
    if (!lanes.has(answer.trace.traceId))
      lanes.set(answer.trace.traceId, { ...answer.trace, hop: hopOfOpened(answer, lanes), hasMore: false });
    for (const span of answer.spans) spans.set(spanKey(span), span);
    for (const { span, ...link } of answer.links) {
      links.set(linkKey(link), link);
      const other = link.effect.traceId === answer.trace.traceId ? link.cause.traceId : link.effect.traceId;
      if (span === undefined) missing.set(other, { traceId: other, hop: hopOfOpened(answer, lanes) + 1 });
    }
  }
  return {
    lanes: [...lanes.values()]
      .map((lane) => (lane.hasMore ? { ...lane, hasMore: hasLinksOutside(lane, links.values(), lanes) } : lane))
      .sort((one, other) => one.start - other.start),
    spans: [...spans.values()],
    links: [...links.values()],
    missing: [...missing.values()].filter(({ traceId }) => !lanes.has(traceId)),
    cutBy: [...new Set([graph, ...opened].flatMap(({ cutBy }) => cutBy))],
  };
}

/** Returns a hop more than that of the nearest trace linked with an opened one. */
function hopOfOpened({ trace, links }: TraceAnswer, lanes: ReadonlyMap<string, Lane>): number {
  const near = links.flatMap(
    ({ cause, effect }) => lanes.get(cause.traceId === trace.traceId ? effect.traceId : cause.traceId)?.hop ?? [],
  );
  return near.length === 0 ? 0 : Math.min(...near) + 1;
}

/**
 * Returns true if a lane with more links still has some to traces outside of the timeline, as far as its links are
 * known.
 */
function hasLinksOutside(lane: Lane, links: Iterable<CausalLink>, lanes: ReadonlyMap<string, Lane>): boolean {
  let known = 0;
  for (const { cause, effect } of links) {
    const isOut = effect.traceId === lane.traceId;
    const isIn = cause.traceId === lane.traceId;
    if (!isOut && !isIn) continue;
    if (!lanes.has(isOut ? cause.traceId : effect.traceId)) return true;
    known += (isOut ? 1 : 0) + (isIn ? 1 : 0);
  }
  return known < lane.linksOut + lane.linksIn;
}
