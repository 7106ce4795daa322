/** The spans of traces as trees of callers and callees. */
import type { SpanSummary } from '../../../api/answers.js';

/** Spans by trace and id. */
export class SpanForest {
  readonly #spans = new Map<string, Map<string, SpanSummary>>();
  readonly #children = new Map<string, Map<string, string[]>>();

  add(spans: Iterable<SpanSummary>): void {
    for (const span of spans) {
      const { traceId, spanId, parentSpanId } = span;
      const ofTrace = this.#spans.get(traceId) ?? new Map<string, SpanSummary>();
      if (ofTrace.has(spanId)) continue;
      this.#spans.set(traceId, ofTrace.set(spanId, span));
      if (parentSpanId === undefined) continue;
      const children = this.#children.get(traceId) ?? new Map<string, string[]>();
      this.#children.set(traceId, children);
      const siblings = children.get(parentSpanId);
      if (siblings) siblings.push(spanId);
      else children.set(parentSpanId, [spanId]);
    }
  }

  get(traceId: string, spanId: string): SpanSummary | undefined {
    return this.#spans.get(traceId)?.get(spanId);
  }

  spansOf(traceId: string): Iterable<SpanSummary> {
    return this.#spans.get(traceId)?.values() ?? [];
  }

  all(): SpanSummary[] {
    return [...this.#spans.values()].flatMap((ofTrace) => [...ofTrace.values()]);
  }

  /** Returns the ids of a span and of everything called within it; of the span even if it was not received. */
  withDescendants(traceId: string, spanId: string): Set<string> {
    const children = this.#children.get(traceId);
    const ids = new Set([spanId]);
    // iterating a set visits ids that are added meanwhile, each once: so a cycle of parents ends
    for (const id of ids) for (const child of children?.get(id) ?? []) ids.add(child);
    return ids;
  }

  /** Returns the ids of a span, of its caller, of the caller's caller, and so on. */
  withAncestors(traceId: string, spanId: string): Set<string> {
    const ids = new Set([spanId]);
    for (const id of ids) {
      const parent = this.get(traceId, id)?.parentSpanId;
      if (parent !== undefined) ids.add(parent);
    }
    return ids;
  }
}
