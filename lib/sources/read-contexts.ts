/** Reads the span contexts that one item of a source holds. */
import { type Context, isSpanContextValid, type Link, trace } from '@opentelemetry/api';
import { type ContextSink, type Found, give } from './context-sink.js';
import { readCarrier, readFields, readList, readNames, readW3C } from './headers/read-carrier.js';
import { joinAttributes } from '../links/link-attributes.js';
import { MESSAGE_FIELDS, readMessage } from './messages/read-message.js';
import { entryFields } from './messages/redis.js';
import { copySpanContext, copyValid, isZero } from '../links/span-context.js';
import { text } from './headers/decode.js';
import { parseLink } from '../links/traceparent.js';

/**
 * Gives every context of the item to the sink: of its headers and of its own fields, or the one it is, or is a
 * container of. Whether there was any. Its `headers` have been read already, as a getter is read once.
 */
export function readContexts(item: unknown, headers: unknown, sink: ContextSink): boolean {
  if (typeof item !== 'object' || item === null || ArrayBuffer.isView(item)) return readText(item, sink);
  const { traceparent } = item as { traceparent?: unknown };
  if (headers === undefined) return readHolder(item, traceparent, sink);
  const carried = give(readCarrier(headers), sink);
  const own = traceparent !== undefined && give(readFields(item, traceparent), sink);
  return carried || own || readHolder(item, traceparent, sink);
}

function readText(item: unknown, sink: ContextSink): boolean {
  const words = text(item);
  return words !== undefined && give(parseLink(words) ?? readCarrier(words), sink);
}

/** What holds a span context itself, or is a container of headers. */
function readHolder(item: object, traceparent: unknown, sink: ContextSink): boolean {
  const { spanContext, traceId, context } = item as { spanContext?: unknown; traceId?: unknown; context?: unknown };
  if (typeof spanContext === 'function') return give(copyValid(spanContext.call(item)), sink);
  // a row may have a trace id or a context of its own kind, beside its traceparent
  if (typeof traceId === 'string' && give(copyValid(item), sink)) return true;
  if (typeof context === 'object' && context !== null && giveLink(item as Link, sink)) return true;
  if (isContext(item)) return give(copyValid(trace.getSpanContext(item)), sink);
  const fields = entryFields(item);
  if (fields !== undefined) return give(readList(fields), sink);
  if (Array.isArray(item) || (Symbol.iterator in item && 'get' in item)) return give(readCarrier(item), sink);
  if (traceparent !== undefined && give(readW3C(item, traceparent), sink)) return true;
  return readMessage(item, context, sink) || give(readOther(item, traceparent), sink);
}

/**
 * Other names in a plain object, which may be a carrier; of any other, such as `process.env`, nothing but the
 * documented fields is read.
 */
function readOther(item: object, traceparent: unknown): Found {
  if (isPlain(item)) return readNames(item, traceparent, MESSAGE_FIELDS);
  const { traceParent, traceState, TRACEPARENT, TRACESTATE } = item as Record<string, unknown>;
  return readFields({ tracestate: traceState }, traceParent) ?? readFields({ tracestate: TRACESTATE }, TRACEPARENT);
}

function giveLink({ context, attributes }: Link, sink: ContextSink): boolean {
  const copy = copySpanContext(context);
  // a copy, as a getter among them may throw, which must cost no other link
  const all = joinAttributes(attributes, {}) ?? {};
  const own = Object.keys(all).length === 0 ? undefined : all;
  if (copy === undefined || isSpanContextValid(copy)) return give(copy, sink, own);
  if (!isZero(copy) || !(own || copy.traceState)) return false;
  // kept, as https://opentelemetry.io/docs/specs/otel/trace/api/#link asks
  sink.giveUnlinked(copy, own);
  return true;
}

function isContext(item: object): item is Context {
  const { getValue, setValue, deleteValue } = item as Partial<Record<keyof Context, unknown>>;
  return typeof getValue === 'function' && typeof setValue === 'function' && typeof deleteValue === 'function';
}

function isPlain(item: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(item);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
