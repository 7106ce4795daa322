/** Where the contexts go that are read of a source. */
import type { Attributes, SpanContext } from '@opentelemetry/api';

/** Takes what is read. */
export interface ContextSink {
  /** Takes a valid context, with the attributes it came with. */
  addContext(context: SpanContext, attributes?: Attributes): void;
  /** Takes a context of zeros, which is kept for what it says. */
  addUnlinked(context: SpanContext, attributes: Attributes | undefined): void;
  /** Takes the messages in a payload; whether they are read, as those in a message are not. */
  addMessages(messages: readonly unknown[]): boolean;
}

/** What one container of headers holds: a context, or of a CloudEvent that of the last hop and that of the start. */
export type ReadResult = SpanContext | readonly SpanContext[] | undefined;

/** Gives what was found to the sink, if anything was. */
export function addResult(found: ReadResult, sink: ContextSink, attributes?: Attributes): boolean {
  if (found === undefined) return false;
  if ('traceId' in found) sink.addContext(found, attributes);
  else for (const context of found) sink.addContext(context, attributes);
  return true;
}
