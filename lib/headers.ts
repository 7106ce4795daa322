/** Reads the span context out of a container of headers, whatever its form. */
import { createTraceState, propagation, ROOT_CONTEXT, type SpanContext, type TextMapGetter, trace } from '@opentelemetry/api';
import { copySpanContext, isValid } from './span-context.js';
import { parseTraceparent } from './traceparent.js';

/** Headers by lower-case name; a name that came several times has several values. */
type Headers = Map<string, unknown[]>;

const JSON_LIMIT = 65_536;
const NAMES_LIMIT = 10_000;
const VALUES_LIMIT = 100;
const VALUE_LIMIT = 8_192;

/**
 * The span context a carrier holds. A valid W3C `traceparent` is read directly; anything else goes through the
 * application's global propagator, from the root context, so that bad input never yields the current span.
 */
export function readCarrier(carrier: unknown): SpanContext | undefined {
  const container = typeof carrier === 'string' ? parseJson(carrier) : carrier;
  if (typeof container !== 'object' || container === null) return undefined;
  const { traceparent } = container as { traceparent?: unknown };
  if (traceparent !== undefined) return readObject(container, traceparent);
  const { get } = container as { get?: unknown };
  // a cache or a client has a get too, and is not to be asked
  if (typeof get !== 'function' || !(Symbol.iterator in container)) return readHeaders(normalize(container, undefined));
  const context = readText(get.call(container, 'traceparent'));
  if (context !== undefined) return withTraceState(context, get.call(container, 'tracestate'));
  return readHeaders(normalize(container, undefined));
}

/** The same for an object whose `traceparent` has been read already, as a getter is read once. */
export function readObject(object: object, traceparent: unknown): SpanContext | undefined {
  return readFields(object, traceparent) ?? readHeaders(normalize(object, traceparent));
}

/** The same for the object's own `traceparent` and `tracestate` alone. */
export function readFields(object: object, traceparent: unknown): SpanContext | undefined {
  const context = readText(traceparent);
  return context && withTraceState(context, (object as { tracestate?: unknown }).tracestate);
}

function readText(traceparent: unknown): SpanContext | undefined {
  const value = text(traceparent);
  return value === undefined ? undefined : parseTraceparent(value);
}

function parseJson(json: string): unknown {
  if (json.charCodeAt(0) !== 123 || json.length > JSON_LIMIT) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Reads each property once; `traceparent` and `headers`, which were read before, not again. */
function normalize(container: object, traceparent: unknown): Headers {
  const headers: Headers = new Map();
  const add = (name: unknown, value: unknown): void => {
    const key = text(name)?.toLowerCase();
    if (key === undefined || headers.size >= NAMES_LIMIT) return;
    const values = headers.get(key);
    if (values === undefined) headers.set(key, [value]);
    else if (values.push(value) > VALUES_LIMIT) values.shift();
  };
  const addAll = (object: object): void => {
    for (const name of Object.keys(object)) {
      if (name !== 'headers') add(name, object === container && name === 'traceparent' ? traceparent : (object as Record<string, unknown>)[name]);
    }
  };
  if (!(Symbol.iterator in container)) {
    addAll(container);
    return headers;
  }
  // an iterator belongs to the application, which reads it once
  if ('next' in container) return headers;
  let seen = 0;
  for (const entry of container as Iterable<unknown>) {
    if (++seen > NAMES_LIMIT) break;
    if (Array.isArray(entry)) add(entry[0], entry[1]);
    else if (typeof entry === 'object' && entry !== null) addAll(entry);
  }
  return headers;
}

function readHeaders(headers: Headers): SpanContext | undefined {
  if (headers.size === 0) return undefined;
  const context = lastValid(headers.get('traceparent') ?? []);
  if (context !== undefined) return withTraceState(context, headers.get('tracestate'));
  const extracted = copySpanContext(trace.getSpanContext(propagation.extract(ROOT_CONTEXT, headers, GETTER)));
  return extracted && isValid(extracted) ? { ...extracted, isRemote: true } : undefined;
}

/** What the global propagator reads through. */
const GETTER: TextMapGetter<Headers> = {
  keys: (headers) => [...headers.keys()],
  get(headers, name) {
    const values = headers.get(name.toLowerCase())?.flatMap(texts);
    return values === undefined || values.length > 1 ? values : values[0];
  },
};

/** The last valid one counts, as later hops append: of several headers, of an array, of a comma-joined text. */
function lastValid(values: readonly unknown[]): SpanContext | undefined {
  for (const value of values.flatMap(texts).reverse()) {
    for (const part of value.slice(-VALUE_LIMIT).split(',').reverse()) {
      const context = parseTraceparent(part.trim());
      if (context !== undefined) return context;
    }
  }
  return undefined;
}

function withTraceState(context: SpanContext, tracestate: unknown): SpanContext {
  if (tracestate === undefined || tracestate === null || tracestate === '') return context;
  const state = lastOf(tracestate).flatMap(texts).join(',');
  if (state !== '' && state.length <= VALUE_LIMIT) context.traceState = createTraceState(state);
  return context;
}

function texts(value: unknown): string[] {
  return lastOf(value).map(text).filter((one) => one !== undefined);
}

function lastOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(-VALUES_LIMIT) : [value];
}

/** Text as it is, and bytes as the text they spell. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!ArrayBuffer.isView(value)) return undefined;
  return Buffer.from(value.buffer, value.byteOffset, Math.min(value.byteLength, VALUE_LIMIT)).toString('latin1');
}
