/** Reads the span context out of a container of headers, whatever its form. */
import { createTraceState, propagation, ROOT_CONTEXT, type SpanContext, type TextMapGetter, trace } from '@opentelemetry/api';
import type { Found } from './context-sink.js';
import { readDatadog } from './formats/datadog.js';
import type { HeaderText } from './formats/header-text.js';
import { innerCarrier } from './formats/inner-carrier.js';
import { readXray } from './formats/xray.js';
import { copyValid } from './span-context.js';
import { parseJson, text, VALUE_LIMIT } from './text.js';
import { parseTraceparent } from './traceparent.js';

/** Headers by lower-case name; a name that came several times has several values. */
type Headers = Map<string, unknown[]>;

const NAMES_LIMIT = 10_000;
const VALUES_LIMIT = 100;

type Names = readonly [traceparent: string, tracestate: string];

/** Under which names the context of the last hop comes: W3C's, Azure's, Google Pub/Sub's. */
const W3C_NAMES: readonly Names[] = [
  ['traceparent', 'tracestate'],
  ['diagnostic-id', 'tracestate'],
  ['googclient_traceparent', 'googclient_tracestate'],
];

/** A CloudEvent in HTTP's binary mode says beside it where its journey began. */
const START_NAMES: Names = ['ce-traceparent', 'ce-tracestate'];

/** What is read elsewhere, before the names are gone through. */
const READ: ReadonlySet<string> = new Set(['headers', 'userProperties']);

/**
 * The span context a carrier holds. A valid W3C `traceparent` is read directly; anything else goes through the
 * application's global propagator, from the root context, so that bad input never yields the current span. What that
 * does not know is tried as X-Ray's header, Datadog's headers, and a carrier in a header.
 */
export function readCarrier(carrier: unknown): Found {
  const container = typeof carrier === 'string' ? parseJson(carrier) : carrier;
  if (typeof container !== 'object' || container === null) return undefined;
  const { traceparent } = container as { traceparent?: unknown };
  if (traceparent !== undefined) return readObject(container, traceparent);
  const { get } = container as { get?: unknown };
  // a cache or a client has a get too, and is not to be asked
  if (typeof get !== 'function' || !(Symbol.iterator in container)) return readHeaders(normalize(container, undefined));
  const context = readText(get.call(container, 'traceparent'));
  if (context === undefined) return readHeaders(normalize(container, undefined));
  const start = readText(get.call(container, 'ce-traceparent'));
  withTraceState(context, get.call(container, 'tracestate'));
  return start ? [context, withTraceState(start, get.call(container, 'ce-tracestate'))] : context;
}

/** The same for an object whose `traceparent`, and fields of those names, are read elsewhere, as a getter is read once. */
export function readObject(object: object, traceparent: unknown, read = READ): Found {
  const context = readFields(object, traceparent);
  if (context === undefined) return readHeaders(normalize(object, traceparent, read));
  const start = readText((object as { 'ce-traceparent'?: unknown })['ce-traceparent']);
  return start ? [context, withTraceState(start, (object as { 'ce-tracestate'?: unknown })['ce-tracestate'])] : context;
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

/** Reads each property once; `traceparent` and what is `read` elsewhere not again. */
function normalize(container: object, traceparent: unknown, read = READ): Headers {
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
      if (!read.has(name)) add(name, object === container && name === 'traceparent' ? traceparent : (object as Record<string, unknown>)[name]);
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

function readHeaders(headers: Headers, isInner = false): Found {
  if (headers.size === 0) return undefined;
  const start = readNames(headers, START_NAMES);
  for (const names of W3C_NAMES) {
    const context = readNames(headers, names);
    if (context !== undefined) return start ? [context, start] : context;
  }
  if (start) return start;
  const extracted = copyValid(trace.getSpanContext(propagation.extract(ROOT_CONTEXT, headers, GETTER)));
  if (extracted) return { ...extracted, isRemote: true };
  const header: HeaderText = (name) => headers.get(name)?.flatMap(texts).at(-1)?.slice(0, VALUE_LIMIT);
  const context = readXray(header) ?? readDatadog(header);
  const inner = context || isInner ? undefined : innerCarrier((name) => headers.get(name)?.at(-1));
  return inner ? readHeaders(normalize(inner, (inner as { traceparent?: unknown }).traceparent), true) : context;
}

function readNames(headers: Headers, [traceparent, tracestate]: Names): SpanContext | undefined {
  const values = headers.get(traceparent);
  const context = values && lastValid(values);
  return context && withTraceState(context, headers.get(tracestate));
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
    for (const part of value.slice(-VALUE_LIMIT).split(/[,\r\n]/).reverse()) {
      // Debezium's text is copied as it is: `traceparent=00-…`
      const context = parseTraceparent(part.trim().replace(/^traceparent=/, ''));
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
