/** Finished spans as JSON, which `printedSpans` of `test/brokers/amqp.ts` reads. */
import type { FinishedSpan, SpanRecorder } from '../../integrations/testing/index.js';

/** The fields of each span that the tests read. */
export function printable(spans: SpanRecorder['spans']): object[] {
  return spans.map((span: FinishedSpan) => {
    const { name, kind, status, attributes, links, events, startTime, duration, parentSpanContext } = span;
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
      context: span.spanContext(),
    };
  });
}
