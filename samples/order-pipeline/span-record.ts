/** A finished span as plain JSON, so that it can travel from one process to another. */
import type { SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { FinishedSpan } from 'spanlink/console';

/** The same as `FinishedSpan`, with its context as data. */
export interface SpanRecord extends Omit<FinishedSpan, 'spanContext'> {
  readonly context: SpanContext;
}

/** The parts of a span that are shown and checked. */
export function toRecord(span: ReadableSpan): SpanRecord {
  const { name, kind, status, attributes, links, events, startTime, duration, parentSpanContext, resource } = span;
  return {
    name,
    kind,
    status,
    attributes,
    links,
    events,
    startTime,
    duration,
    parentSpanContext,
    resource: { attributes: resource.attributes },
    context: span.spanContext(),
  };
}

/** Restores the span on the other side. */
export function toSpan({ context, ...span }: SpanRecord): FinishedSpan {
  return { ...span, spanContext: () => context };
}
