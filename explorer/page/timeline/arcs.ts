/** Arcs between bars, for links. */
import type { CausalLink, SpanRef } from '../../api/answers.js';
import { linkKey, spanKey } from '../data/timeline-model.js';
import type { Arc, Bar, LaneBox, Row } from './geometry.js';

/** Returns an arc for each link with both ends in the timeline. Other links are counted at the bar of their one end. */
export function buildArcs(
  links: readonly CausalLink[],
  bars: ReadonlyMap<string, Bar>,
  lanes: readonly LaneBox[],
  rows: readonly Row[],
): Arc[] {
  const firsts = new Map<string, Bar>();
  for (const {
    bars: [bar],
  } of rows)
    if (bar !== undefined && !firsts.has(bar.traceId)) firsts.set(bar.traceId, bar);
  const collapsed = new Set(
    lanes.filter(({ isCollapsed, lane }) => isCollapsed || lane === undefined).map(({ traceId }) => traceId),
  );
  const find = (span: SpanRef): Bar | undefined => bars.get(spanKey(span)) ?? firsts.get(span.traceId);
  const isReal = (span: SpanRef): boolean =>
    bars.has(spanKey(span)) || (collapsed.has(span.traceId) && !bars.has(span.traceId));
  const arcs: Arc[] = [];
  for (const link of links) {
    const cause = find(link.cause);
    const effect = find(link.effect);
    if (cause === undefined && effect !== undefined) effect.causesOutside += 1;
    if (effect === undefined && cause !== undefined) cause.effectsOutside += 1;
    if (cause === undefined || effect === undefined || cause === effect) continue;
    // if the cause was still active, the arc leaves it at the start of the effect
    const leave = Math.max(Math.min(cause.to, effect.from), cause.from);
    arcs.push({
      key: linkKey(link),
      link,
      from: { bar: cause, place: leave },
      to: { bar: effect, place: effect.from },
      isBroken: !isReal(link.cause) || !isReal(link.effect),
    });
  }
  return arcs;
}
