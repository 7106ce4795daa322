/** Chooses the spans to show of a graph that has more than may be shown. */
import type { CausalLink, Lane, SpanRef, SpanSummary } from '../../../api/answers.js';
import { jsonSize } from '../../store/json-size.js';
import type { SpanForest } from '../index/span-forest.js';
import { byStart } from '../index/span-rows.js';

/** The bytes of all spans of a graph: more would leave no room for its links. */
const MAX_BYTES = 24 * 1024 * 1024;

/**
 * Chooses the spans that were asked for, the roots, and the spans at the ends of links with their callers; then the
 * first spans of each lane.
 *
 * @param asked the span in the centre, and others that no limit may leave out
 */
export function chooseSpans(
  forest: SpanForest,
  lanes: readonly Lane[],
  links: readonly CausalLink[],
  asked: readonly SpanRef[],
  limit: number,
): { readonly spans: SpanSummary[]; readonly exceedsBytes: boolean } {
  const chosen = new Map(lanes.map((lane) => [lane.traceId, new Set<string>()]));
  let left = limit;
  let bytes = 0;
  const choose = (traceId: string, spanId: string): void => {
    const ids = chosen.get(traceId);
    const span = forest.get(traceId, spanId);
    if (left <= 0 || bytes > MAX_BYTES || ids === undefined || ids.has(spanId) || span === undefined) return;
    ids.add(spanId);
    left -= 1;
    bytes += jsonSize(span);
  };
  for (const { traceId, spanId } of asked) choose(traceId, spanId);
  for (const { traceId, rootSpanId } of lanes) if (rootSpanId !== undefined) choose(traceId, rootSpanId);
  for (const end of links.flatMap(({ cause, effect }) => [cause, effect])) {
    for (const id of forest.withAncestors(end.traceId, end.spanId)) choose(end.traceId, id);
  }
  // one span of each lane in turn, so that a long lane leaves room for the others
  const spansByLane = lanes.map(({ traceId }) => [...forest.spansOf(traceId)].sort(byStart));
  for (let index = 0; left > 0 && bytes <= MAX_BYTES && spansByLane.some((spans) => index < spans.length); index += 1) {
    for (const spans of spansByLane) {
      const span = spans[index];
      if (span) choose(span.traceId, span.spanId);
    }
  }
  const spans = forest
    .all()
    .filter(({ traceId, spanId }) => chosen.get(traceId)?.has(spanId))
    .sort(byStart);
  return { spans, exceedsBytes: bytes > MAX_BYTES };
}
