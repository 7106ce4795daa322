/** Chooses the spans to show of a graph that has more than may be shown. */
import type { CausalLink, Lane, SpanSummary } from '../../../api/answers.js';
import type { NumberedRef } from '../../../api/span-ref-parameter.js';
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
  asked: readonly NumberedRef[],
  limit: number,
): { readonly spans: SpanSummary[]; readonly exceedsBytes: boolean } {
  const shown = new Set(lanes.map(({ traceId }) => traceId));
  const chosen = new Set<SpanSummary>();
  let bytes = 0;
  const isFull = (): boolean => chosen.size >= limit || bytes > MAX_BYTES;
  const choose = (span: SpanSummary | undefined): void => {
    if (span === undefined || isFull() || !shown.has(span.traceId) || chosen.has(span)) return;
    chosen.add(span);
    bytes += jsonSize(span);
  };
  for (const { traceId, spanId, nth } of asked) choose(forest.get(traceId, spanId, nth));
  for (const { traceId, rootSpanId } of lanes) if (rootSpanId !== undefined) choose(forest.get(traceId, rootSpanId));
  for (const end of links.flatMap(({ cause, effect }) => [cause, effect])) {
    for (const id of forest.withAncestors(end.traceId, end.spanId))
      for (const span of forest.sharing(end.traceId, id)) choose(span);
  }
  // one span of each lane in turn, so that a long lane leaves room for the others
  const spansByLane = lanes.map(({ traceId }) => [...forest.spansOf(traceId)].sort(byStart));
  for (let index = 0; !isFull() && spansByLane.some((spans) => index < spans.length); index += 1)
    for (const spans of spansByLane) choose(spans[index]);
  return { spans: [...chosen].sort(byStart), exceedsBytes: bytes > MAX_BYTES };
}
