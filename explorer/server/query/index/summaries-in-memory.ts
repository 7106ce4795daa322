/** Summaries of traces, computed from the rows in the cache. */
import type { SpanSummary } from '../../../api/answers.js';
import type { IndexCache } from './index-cache.js';
import { cutTexts } from './linked-summary.js';
import type { LinkedSummary } from './linked-summary.js';

/** Returns summaries by trace id, or undefined if rows of any of the traces are missing from the cache. */
export function summarizeInMemory(
  cache: IndexCache,
  traces: readonly string[],
): Map<string, LinkedSummary> | undefined {
  const summaries = new Map<string, LinkedSummary>();
  const included = new Set(traces);
  for (const traceId of traces) {
    const [causes, effects] = [cache.linksOf('causes', traceId), cache.linksOf('effects', traceId)];
    if (causes === undefined || effects === undefined || cache.incompleteTraces.has(traceId)) return undefined;
    const spans = [...cache.forest.spansOf(traceId)];
    const first = firstSpan(spans);
    if (first === undefined) continue;
    const start = spans.reduce((earliest, span) => Math.min(earliest, span.start), first.start);
    summaries.set(traceId, {
      traceId,
      ...(first.parentSpanId === undefined && { rootSpanId: first.spanId }),
      ...cutTexts({
        name: first.name,
        service: first.service,
        services: [...new Set(spans.map(({ service }) => service))].sort(),
      }),
      start,
      duration: spans.reduce((end, span) => Math.max(end, span.start + span.duration), start) - start,
      spans: spans.length,
      errors: spans.filter(({ status }) => status === 'error').length,
      linksOut: causes.length,
      linksIn: effects.length,
      ...(spans.some(({ isFromFuture }) => isFromFuture) && { isFromFuture: true }),
      hasMore:
        causes.some(({ cause }) => !included.has(cause.traceId)) ||
        effects.some(({ effect }) => !included.has(effect.traceId)),
    });
  }
  return summaries;
}

/** Returns the id of the root of a trace that is in the cache. */
export function rootInMemory(cache: IndexCache, trace: string): string | undefined {
  const first = firstSpan([...cache.forest.spansOf(trace)]);
  return first?.parentSpanId === undefined ? first?.spanId : undefined;
}

const firstSpan = (spans: readonly SpanSummary[]): SpanSummary | undefined =>
  spans.reduce<SpanSummary | undefined>(
    (first, span) => (first === undefined || isBefore(span, first) ? span : first),
    undefined,
  );

// roots come before all others
const isBefore = (a: SpanSummary, b: SpanSummary): boolean => {
  const [aRoot, bRoot] = [a.parentSpanId === undefined, b.parentSpanId === undefined];
  if (aRoot !== bRoot) return aRoot;
  return a.start === b.start ? a.spanId < b.spanId : a.start < b.start;
};
