/** Spans as a process passes them on. */
import type { Attributes, Link, SpanContext, SpanKind, SpanStatus } from '@opentelemetry/api';

/** The fields of a span that are passed on. */
export interface PrintedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly traceId: string;
  readonly spanId: string;
  readonly parent: string | undefined;
  readonly attributes: Attributes;
  readonly links: readonly { readonly spanId: string; readonly relation: unknown }[];
  readonly status: SpanStatus;
}

interface Span {
  readonly name: string;
  readonly kind: SpanKind;
  readonly parentSpanContext?: SpanContext | undefined;
  readonly attributes: Attributes;
  readonly links: readonly Link[];
  readonly status: SpanStatus;
  spanContext(): SpanContext;
}

/** Returns what JSON keeps of spans. */
export function printable(spans: readonly Span[]): PrintedSpan[] {
  return spans.map((span) => ({
    name: span.name,
    kind: span.kind,
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
    parent: span.parentSpanContext?.spanId,
    attributes: span.attributes,
    links: span.links.map(({ context, attributes }) => ({
      spanId: context.spanId,
      relation: attributes?.['spanlink.relation'],
    })),
    status: span.status,
  }));
}
