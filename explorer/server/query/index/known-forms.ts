/** The latest forms of the spans that a question has read: they tell which links count, and number spans of an id. */
import type { SpanRef } from '../../../api/answers.js';
import { isLater, isSameSpan } from './latest-forms.js';
import type { NumberedRow, SpanForm } from './latest-forms.js';
import type { SpanSummaryRow } from './span-rows.js';

type Span = NumberedRow<SpanSummaryRow>;

export class KnownForms {
  /** By trace and id: mostly one, else the different spans of an id. */
  readonly #spans = new Map<string, Span[]>();
  readonly #traces = new Set<string>();

  /** Adds all spans of traces: the latest form of each, numbered. */
  addTraces(traces: readonly string[], spans: readonly Span[]): void {
    for (const trace of traces) this.#traces.add(trace);
    this.#add(spans);
  }

  /** Adds all spans of some ids. */
  addSpans(refs: readonly SpanRef[], spans: readonly Span[]): void {
    for (const ref of refs) this.#spans.set(idOf(ref), []);
    this.#add(spans);
  }

  /** Returns true if the spans of an id were read, or found missing. */
  has(ref: SpanRef): boolean {
    return this.#traces.has(ref.traceId) || this.#spans.has(idOf(ref));
  }

  /** Returns true if a later form of the span is known. */
  isSuperseded(form: SpanForm): boolean {
    const latest = this.#latest(form);
    return latest !== undefined && isLater(latest, form);
  }

  /** Returns the number of a span among those of its id; undefined for the first. */
  nthOf(form: SpanForm): number | undefined {
    return this.#latest(form)?.nth;
  }

  /** Returns the first of the spans of an id. */
  firstOf(ref: SpanRef): Span | undefined {
    return this.#spans.get(idOf(ref))?.find(({ nth }) => nth === undefined);
  }

  #latest(form: SpanForm): Span | undefined {
    return this.#spans.get(idOf(form))?.find((span) => isSameSpan(span, form));
  }

  #add(spans: readonly Span[]): void {
    for (const span of spans) {
      const known = this.#spans.get(idOf(span));
      if (known === undefined) this.#spans.set(idOf(span), [span]);
      else if (!known.some((other) => isSameSpan(other, span))) known.push(span);
    }
  }
}

const idOf = ({ traceId, spanId }: SpanRef): string => traceId + spanId;
