/** Where the contexts go that are read of a source. */
import type { Attributes, SpanContext } from '@opentelemetry/api';

/** Takes what is read. */
export interface ContextSink {
  /** Takes a valid context, with the attributes it came with. */
  give(context: SpanContext, attributes?: Attributes): void;
  /** Takes a context of zeros, which is kept for what it says. */
  giveUnlinked(context: SpanContext, attributes: Attributes | undefined): void;
  /** Takes the messages in a payload; whether they are read, as those in a message are not. */
  giveMessages(messages: readonly unknown[]): boolean;
}

/** What one container of headers holds: a context, or of a CloudEvent that of the last hop and that of the start. */
export type Found = SpanContext | readonly SpanContext[] | undefined;

/** Gives what was found to the sink, if anything was. */
export function give(found: Found, sink: ContextSink, attributes?: Attributes): boolean {
  if (found === undefined) return false;
  if ('traceId' in found) sink.give(found, attributes);
  else for (const context of found) sink.give(context, attributes);
  return true;
}
