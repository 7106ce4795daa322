/** Chooses the spans to show of a graph that has more than may be shown. */
import type { CausalLink, Lane, SpanSummary } from '../../../api/answers.js';
import type { SpanForest } from '../index/span-forest.js';
import { byStart } from '../index/span-rows.js';

/**
 * Chooses the centre, the roots, and the spans at the ends of links with their callers; then the first spans of each
 * lane.
 *
 * @param center the id of the span in the centre
 */
export function chooseSpans(
  forest: SpanForest,
  lanes: readonly Lane[],
  links: readonly CausalLink[],
  center: string | undefined,
  limit: number,
): SpanSummary[] {
  const chosen = new Map(lanes.map((lane) => [lane.traceId, new Set<string>()]));
  let left = limit;
  const choose = (traceId: string, spanId: string): void => {
    const ids = chosen.get(traceId);
    if (left <= 0 || ids === undefined || ids.has(spanId) || !forest.get(traceId, spanId)) return;
    ids.add(spanId);
    left -= 1;
  };
  for (const { traceId, rootSpanId, hop } of lanes) {
    if (hop === 0 && center !== undefined) choose(traceId, center);
    if (rootSpanId !== undefined) choose(traceId, rootSpanId);
  }
  for (const end of links.flatMap(({ cause, effect }) => [cause, effect])) {
    for (const id of forest.withAncestors(end.traceId, end.spanId)) choose(end.traceId, id);
  }
  // one span of each lane in turn, so that a long lane leaves room for the others
  const spansByLane = lanes.map(({ traceId }) => [...forest.spansOf(traceId)].sort(byStart));
  for (let index = 0; left > 0 && spansByLane.some((spans) => index < spans.length); index += 1) {
    for (const spans of spansByLane) {
      const span = spans[index];
      if (span) choose(span.traceId, span.spanId);
    }
  }
  return forest
    .all()
    .filter(({ traceId, spanId }) => chosen.get(traceId)?.has(spanId))
    .sort(byStart);
}
