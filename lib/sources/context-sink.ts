/** The receiver of the contexts that are read from a source. */
import type { Attributes, SpanContext } from '@opentelemetry/api';

/** Collects span contexts. */
export interface ContextSink {
  /** Adds a valid context, with the attributes it came with. */
  addContext(context: SpanContext, attributes?: Attributes): void;
  /** Adds a context of zeros, which is kept for its attributes and trace state. */
  addUnlinked(context: SpanContext, attributes: Attributes | undefined): void;
  /** Reads the messages in a payload. @returns false inside such a message, where none are read. */
  addMessages(messages: readonly unknown[]): boolean;
}

/** The contexts in one container of headers: one, or for a CloudEvent those of the last hop and of the start. */
export type ReadResult = SpanContext | readonly SpanContext[] | undefined;

/** Adds a result to the sink. @returns true if there is one. */
export function addResult(found: ReadResult, sink: ContextSink, attributes?: Attributes): boolean {
  if (found === undefined) return false;
  if ('traceId' in found) sink.addContext(found, attributes);
  else for (const context of found) sink.addContext(context, attributes);
  return true;
}
