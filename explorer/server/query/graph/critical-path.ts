/**
 * The critical path to a span, across traces: from the span back to a first cause, each step to what it waited for.
 *
 * ```
 * caller   ├─────────────────┤               on the path: its callee is a cause without causes of its own
 * cause      ├──────┤                        finished earlier: the effect did not wait for it
 * cause         ├──────────┤                 the last-finishing cause: on the path
 * effect                   ·    ├─────────┤  waited from · to its start
 * ```
 *
 * Jaeger's critical path of a trace descends from a span to its last-finishing child. This one ascends the links to the
 * last-finishing cause, and from a span without causes to its caller.
 */
import type { CausalLink, SpanSummary } from '../../../api/answers.js';
import type { SpanForest } from '../index/span-forest.js';
import { spanKey } from '../index/span-rows.js';

export interface PathStep {
  readonly span: SpanSummary;
  /** The link from the step before; missing for the first step, and for a step from a caller. */
  readonly link?: CausalLink;
}

// more than the callers of any span that a walk reads
const MAX_STEPS = 100_000;

export const endOf = (span: SpanSummary): number => span.start + span.duration;

/** Returns the span that ends last. */
export const lastFinishing = (spans: Iterable<SpanSummary>): SpanSummary | undefined =>
  [...spans].reduce<SpanSummary | undefined>(
    (last, span) => (last === undefined || endOf(span) > endOf(last) ? span : last),
    undefined,
  );

/**
 * Returns the steps in the order of time.
 *
 * @param last the span at the end of the path
 * @returns `isCut` if the path is longer than the limit
 */
export function criticalPath(
  forest: SpanForest,
  links: readonly CausalLink[],
  last: SpanSummary,
): { path: PathStep[]; isCut: boolean } {
  const linksByEffect = new Map<string, CausalLink[]>();
  for (const link of links) {
    const ofEffect = linksByEffect.get(spanKey(link.effect));
    if (ofEffect === undefined) linksByEffect.set(spanKey(link.effect), [link]);
    else ofEffect.push(link);
  }
  const path: PathStep[] = [];
  const visited = new Set<string>();
  let span: SpanSummary | undefined = last;
  while (span !== undefined && path.length < MAX_STEPS) {
    const effect: SpanSummary = span;
    visited.add(spanKey(effect));
    const causes = (linksByEffect.get(spanKey(effect)) ?? []).flatMap((link) => {
      const cause = forest.get(link.cause.traceId, link.cause.spanId);
      return cause && !visited.has(spanKey(cause)) ? [{ link, cause }] : [];
    });
    const waitedFor = lastFinishingCause(causes, effect);
    path.push({ span: effect, ...(waitedFor && { link: waitedFor.link }) });
    const caller: SpanSummary | undefined =
      effect.parentSpanId === undefined ? undefined : forest.get(effect.traceId, effect.parentSpanId);
    span = waitedFor?.cause ?? (caller && !visited.has(spanKey(caller)) ? caller : undefined);
  }
  return { path: path.reverse(), isCut: span !== undefined };
}

function lastFinishingCause<T extends { readonly cause: SpanSummary }>(
  causes: T[],
  effect: SpanSummary,
): T | undefined {
  // a cause may outlast the start of its effect, which then did not wait for its end
  const finishedAt = (cause: SpanSummary): number => Math.min(endOf(cause), effect.start);
  return causes.sort((a, b) => finishedAt(b.cause) - finishedAt(a.cause) || b.cause.start - a.cause.start)[0];
}
