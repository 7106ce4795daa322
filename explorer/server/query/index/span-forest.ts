/** The spans of some traces as trees: what was called inside a span, and what it was called inside. */
import type { SpanSummary } from '../../../api/answers.js';

/** Spans that were read, by trace and id. */
export class Forest {
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

  has(traceId: string): boolean {
    return this.#spans.has(traceId);
  }

  spansOf(traceId: string): Iterable<SpanSummary> {
    return this.#spans.get(traceId)?.values() ?? [];
  }

  all(): SpanSummary[] {
    return [...this.#spans.values()].flatMap((ofTrace) => [...ofTrace.values()]);
  }

  /** The span itself and all that was called inside it; the span itself also when it was not received. */
  within(traceId: string, spanId: string): Set<string> {
    const children = this.#children.get(traceId);
    const found = new Set([spanId]);
    // a set is walked in the order of insertion, also while it grows: parents that form a cycle end it
    for (const id of found) for (const child of children?.get(id) ?? []) found.add(child);
    return found;
  }

  /** The span itself, what it was called inside, what that was called inside, and so on. */
  around(traceId: string, spanId: string): Set<string> {
    const found = new Set([spanId]);
    for (const id of found) {
      const parent = this.get(traceId, id)?.parentSpanId;
      if (parent !== undefined) found.add(parent);
    }
    return found;
  }
}
