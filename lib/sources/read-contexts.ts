/** Reads the span contexts that one item of a source holds. */
import { type Context, isSpanContextValid, type Link, type Span, trace } from '@opentelemetry/api';
import { ignoreRejection } from '../global/ignore-rejection.js';
import { type ContextSink, type ReadResult, addResult } from './context-sink.js';
import { readCarrier, readFields, readHeaderList, readNames, readW3C } from './headers/read-carrier.js';
import { readXray } from './headers/formats/xray.js';
import { copyAttributes } from '../links/link-attributes.js';
import { MESSAGE_FIELDS } from './messages/fields.js';
import { readMcp } from './messages/mcp.js';
import { readMessage } from './messages/read-message.js';
import { readOtherMessage } from './messages/read-other-message.js';
import { entryFields, streamEntries } from './messages/redis.js';
import { copySpanContext, copyValidContext, isZeroContext } from '../links/span-context.js';
import { decodeCarrier, decodeText, isBytes, parseCarrier, VALUE_LIMIT } from './headers/decode.js';
import { parseLink } from '../links/traceparent.js';

/**
 * Adds every context of the item to the sink: in its headers and its own fields, or the one that it is or contains.
 *
 * @param headers The item's `headers`, which have been read already, as a getter is read once.
 * @returns true if there is any.
 */
export function readContexts(item: unknown, headers: unknown, sink: ContextSink): boolean {
  if (typeof item !== 'object' || item === null || ArrayBuffer.isView(item)) return readText(item, sink);
  const { traceparent } = item as { traceparent?: unknown };
  if (headers === undefined) return readHolder(item, traceparent, sink);
  const carried = addResult(readCarrier(headers), sink);
  const own = traceparent !== undefined && addResult(readFields(item, traceparent), sink);
  return carried || own || readHolder(item, traceparent, sink);
}

/** Reads a text, which may be the JSON of a carrier or of a message, or the bytes of one. */
function readText(item: unknown, sink: ContextSink): boolean {
  const text = decodeCarrier(item);
  if (text === undefined) return false;
  const context = parseLink(text);
  if (context !== undefined) return addResult(context, sink);
  const parsed = parseCarrier(text);
  if (typeof parsed !== 'object' || parsed === null) return false;
  const { headers, traceparent } = parsed as { headers?: unknown; traceparent?: unknown };
  if (headers === undefined && traceparent !== undefined && addResult(readW3C(parsed, traceparent), sink)) return true;
  // one level of JSON, and no further one in it
  return readContexts(parsed, typeof headers === 'string' ? undefined : (headers ?? undefined), sink);
}

/** Reads an item that has a span context itself, or is a container of headers. */
function readHolder(item: object, traceparent: unknown, sink: ContextSink): boolean {
  const { spanContext, traceId, context } = item as { spanContext?: unknown; traceId?: unknown; context?: unknown };
  if (typeof spanContext === 'function')
    return addResult(copyValidContext(ignoreRejection(spanContext.call(item))), sink);
  // a row may have a trace id or a context of its own kind, beside its traceparent
  if (typeof traceId === 'string' && addResult(copyValidContext(item), sink)) return true;
  if (typeof context === 'object' && context !== null && giveLink(item as Link, sink)) return true;
  if (isContext(item)) return addResult(readActiveSpan(item), sink);
  const fields = entryFields(item);
  if (fields !== undefined) return addResult(readHeaderList(fields), sink);
  const entries = streamEntries(item);
  if (entries !== undefined) return sink.addMessages(entries);
  if (Array.isArray(item) || (Symbol.iterator in item && 'get' in item)) return addResult(readCarrier(item), sink);
  if (traceparent !== undefined && addResult(readW3C(item, traceparent), sink)) return true;
  // before other fields, as what a handler gets has many
  const { _meta, params, mcpReq } = item as { _meta?: unknown; params?: unknown; mcpReq?: unknown };
  return (
    (_meta || params || mcpReq ? addResult(readMcp(_meta, params, mcpReq), sink) : false) ||
    readMessage(item, context, sink) ||
    addResult(readOther(item, traceparent), sink) ||
    // behind all others, as whatever stands there would slow these down
    (isBytes(item) ? readText(item, sink) : readOtherMessage(item, params, sink))
  );
}

/**
 * Reads other names of a plain object, which may be a carrier; of any other, such as `process.env`, only the documented
 * fields are read.
 */
function readOther(item: object, traceparent: unknown): ReadResult {
  if (isPlain(item)) return readNames(item, traceparent, MESSAGE_FIELDS);
  const { traceParent, traceState, TRACEPARENT, TRACESTATE, _X_AMZN_TRACE_ID } = item as Record<string, unknown>;
  const xray = decodeText(_X_AMZN_TRACE_ID);
  return (
    readFields({ tracestate: traceState }, traceParent) ??
    readFields({ tracestate: TRACESTATE }, TRACEPARENT) ??
    (xray === undefined ? undefined : readXray(xray.slice(0, VALUE_LIMIT)))
  );
}

function giveLink({ context, attributes }: Link, sink: ContextSink): boolean {
  const copy = copySpanContext(context);
  const own = copyAttributes(attributes);
  if (copy === undefined || isSpanContextValid(copy)) return addResult(copy, sink, own);
  if (!isZeroContext(copy) || !(own || copy.traceState)) return false;
  // kept, as https://opentelemetry.io/docs/specs/otel/trace/api/#link asks
  sink.addUnlinked(copy, own);
  return true;
}

function isContext(item: object): item is Context {
  const { getValue, setValue, deleteValue } = item as Partial<Record<keyof Context, unknown>>;
  return typeof getValue === 'function' && typeof setValue === 'function' && typeof deleteValue === 'function';
}

function readActiveSpan(context: Context): ReadResult {
  const span: Partial<Span> | undefined = ignoreRejection(trace.getSpan(context));
  return copyValidContext(ignoreRejection(span?.spanContext?.()));
}

function isPlain(item: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(item);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
