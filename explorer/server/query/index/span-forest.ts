/** The spans of traces as trees of callers and callees. */
import type { SpanSummary } from '../../../api/answers.js';

/** Spans by trace and id. */
export class SpanForest {
  readonly #spans = new Map<string, Map<string, SpanSummary>>();
  /** Spans that share their id with another one. */
  readonly #namesakes = new Map<string, Map<string, SpanSummary>>();
  readonly #children = new Map<string, Map<string, string[]>>();

  add(spans: Iterable<SpanSummary>): void {
    for (const span of spans) {
      const { traceId, spanId, parentSpanId } = span;
      const spans = span.nth === undefined ? this.#spans : this.#namesakes;
      const key = span.nth === undefined ? spanId : `${spanId}:${span.nth}`;
      const ofTrace = spans.get(traceId) ?? new Map<string, SpanSummary>();
      if (ofTrace.has(key)) continue;
      spans.set(traceId, ofTrace.set(key, span));
      if (parentSpanId === undefined) continue;
      const children = this.#children.get(traceId) ?? new Map<string, string[]>();
      this.#children.set(traceId, children);
      const siblings = children.get(parentSpanId);
      if (siblings) siblings.push(spanId);
      else children.set(parentSpanId, [spanId]);
    }
  }

  /**
   * Returns a span.
   *
   * @param nth its number among those that share the id; the first by default
   */
  get(traceId: string, spanId: string, nth = 1): SpanSummary | undefined {
    return nth === 1 ? this.#spans.get(traceId)?.get(spanId) : this.#namesakes.get(traceId)?.get(`${spanId}:${nth}`);
  }

  /** Yields the spans that share an id. */
  *sharing(traceId: string, spanId: string): Generator<SpanSummary> {
    for (let nth = 1; ; nth += 1) {
      const span = this.get(traceId, spanId, nth);
      if (span === undefined) return;
      yield span;
    }
  }

  spansOf(traceId: string): Iterable<SpanSummary> {
    const namesakes = this.#namesakes.get(traceId);
    const spans = this.#spans.get(traceId)?.values() ?? [];
    return namesakes ? [...spans, ...namesakes.values()] : spans;
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
