/** Reads the span context out of a container of headers, whatever its form. */
import {
  createTraceState,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import type { ReadResult } from '../context-sink.js';
import { readDatadog } from './formats/datadog.js';
import { readGoogle } from './formats/google.js';
import type { HeaderText } from './formats/header-text.js';
import { payloadCarrier, propertiesCarrier } from './formats/inner-carrier.js';
import { propagatorOf } from './formats/propagators.js';
import { readXray } from './formats/xray.js';
import { type HeaderList, listHeaders, headerNames, decodeTexts, headerValues } from './header-list.js';
import { copyValidContext } from '../../links/span-context.js';
import { parseCarrier, decodeText, VALUE_LIMIT } from './decode.js';
import { parseTraceparent } from '../../links/traceparent.js';

/** The names of two headers that belong together. */
interface Names {
  readonly traceparent: string;
  readonly tracestate: string;
}

/** Under which names the context of the last hop comes: W3C's, Azure's, Google Pub/Sub's. */
const W3C_NAMES: readonly Names[] = [
  { traceparent: 'traceparent', tracestate: 'tracestate' },
  { traceparent: 'diagnostic-id', tracestate: 'tracestate' },
  { traceparent: 'googclient_traceparent', tracestate: 'googclient_tracestate' },
];

/** A CloudEvent in binary mode says beside it where its journey began: over HTTP and NATS, Kafka, AMQP. */
const START_NAMES: readonly Names[] = [
  { traceparent: 'ce-traceparent', tracestate: 'ce-tracestate' },
  { traceparent: 'ce_traceparent', tracestate: 'ce_tracestate' },
  { traceparent: 'cloudevents:traceparent', tracestate: 'cloudevents:tracestate' },
  { traceparent: 'cloudevents_traceparent', tracestate: 'cloudevents_tracestate' },
];

/** AWS X-Ray's header, and the attribute of SQS that is the same. */
const XRAY_NAMES = ['x-amzn-trace-id', 'awstraceheader'] as const;

/** What is read elsewhere, before the names are gone through. */
const READ: ReadonlySet<string> = new Set(['headers', 'userProperties', '_tracer-data']);

/**
 * The span context a carrier holds. A valid W3C `traceparent` is read directly; anything else goes through the
 * application's global propagator, from the root context, so that bad input never yields the current span. What that
 * does not know is tried as X-Ray's header, Datadog's headers, and by the propagators that are installed.
 */
export function readCarrier(carrier: unknown): ReadResult {
  const container = typeof carrier === 'string' ? parseCarrier(carrier) : carrier;
  if (typeof container !== 'object' || container === null) return undefined;
  const { traceparent } = container as { traceparent?: unknown };
  return (traceparent === undefined ? undefined : readW3C(container, traceparent)) ?? readNames(container, traceparent);
}

/** The same for an object's own `traceparent`, which is read elsewhere, as a getter is read once. */
export function readW3C(object: object, traceparent: unknown): ReadResult {
  const context = readFields(object, traceparent);
  const start = context && readStart(object);
  return start ? [context, start] : context;
}

/** The same for an object's other names; its `traceparent`, and fields of those names, are read elsewhere. */
export function readNames(object: object, traceparent: unknown, read = READ): ReadResult {
  const { '_tracer-data': payload } = object as { '_tracer-data'?: unknown };
  return (
    readInner(payload === undefined ? undefined : payloadCarrier(payload)) ??
    readHeaderList(listHeaders(object, read, traceparent))
  );
}

/** The same for the object's own `traceparent` and `tracestate` alone. */
export function readFields(object: object, traceparent: unknown): SpanContext | undefined {
  const context = readText(traceparent);
  return context && withTraceState(context, (object as { tracestate?: unknown }).tracestate);
}

function readText(traceparent: unknown, tracestate?: unknown): SpanContext | undefined {
  const value = decodeText(traceparent);
  const context = value === undefined ? undefined : parseTraceparent(value);
  return context && withTraceState(context, tracestate);
}

/** Each name is written out, as every carrier is asked for them. */
function readStart(object: object): SpanContext | undefined {
  const fields = object as Record<string, unknown>;
  const {
    'ce-traceparent': http,
    ce_traceparent: kafka,
    'cloudEvents:traceparent': amqp,
    cloudEvents_traceparent: jms,
  } = fields;
  if (http !== undefined) return readText(http, fields['ce-tracestate']);
  if (kafka !== undefined) return readText(kafka, fields.ce_tracestate);
  if (amqp !== undefined) return readText(amqp, fields['cloudEvents:tracestate']);
  return jms === undefined ? undefined : readText(jms, fields.cloudEvents_tracestate);
}

/** The same for a list of names and values. */
export function readHeaderList(headers: HeaderList, isInner = false): ReadResult {
  if (headers.length === 0) return undefined;
  const context = firstOf(headers, W3C_NAMES);
  const start = firstOf(headers, START_NAMES);
  if (context && start) return [context, start];
  const properties = context || start || isInner ? undefined : headerValues(headers, 'tracingspancontext')?.at(-1);
  return context ?? start ?? readInner(propertiesCarrier(properties)) ?? readFormats(headers);
}

/** A carrier in one of the headers, in which none is looked for. */
function readInner(carrier: object | undefined): ReadResult {
  if (carrier === undefined) return undefined;
  const { traceparent } = carrier as { traceparent?: unknown };
  return readW3C(carrier, traceparent) ?? readHeaderList(listHeaders(carrier, READ, traceparent), true);
}

/** Formats other than W3C's: the application's own choice first. */
function readFormats(headers: HeaderList): SpanContext | undefined {
  const header: HeaderText = (name) => headerValues(headers, name)?.flatMap(decodeTexts).at(-1)?.slice(0, VALUE_LIMIT);
  return (
    extract(propagation, headers) ??
    firstDefined(XRAY_NAMES.map(header), (text) => (text === undefined ? undefined : readXray(text))) ??
    readDatadog(header) ??
    readGoogle(header) ??
    extract(propagatorOf(header), headers)
  );
}

function extract(
  propagator: Pick<TextMapPropagator, 'extract'> | undefined,
  headers: HeaderList,
): SpanContext | undefined {
  const extracted = propagator && trace.getSpanContext(propagator.extract(ROOT_CONTEXT, headers, GETTER));
  const context = extracted && copyValidContext(extracted);
  if (context !== undefined) context.isRemote = true;
  return context;
}

function firstOf(headers: HeaderList, all: readonly Names[]): SpanContext | undefined {
  for (const { traceparent, tracestate } of all) {
    const context = lastValid(headerValues(headers, traceparent));
    if (context !== undefined) return withTraceState(context, headerValues(headers, tracestate));
  }
  return undefined;
}

/** What propagators read through. */
const GETTER: TextMapGetter<HeaderList> = {
  keys: headerNames,
  get(headers, name) {
    const values = headerValues(headers, name.toLowerCase())?.flatMap(decodeTexts);
    return values === undefined || values.length > 1 ? values : values[0];
  },
};

/** The last valid one counts, as later hops append: of several headers, of an array, of a comma-joined text. */
function lastValid(values: readonly unknown[] | undefined): SpanContext | undefined {
  if (values === undefined) return undefined;
  for (let at = values.length - 1; at >= 0; at--) {
    const value = values[at];
    const single = decodeText(value);
    const context = single === undefined ? firstDefined(decodeTexts(value).reverse(), lastIn) : lastIn(single);
    if (context !== undefined) return context;
  }
  return undefined;
}

function lastIn(value: string): SpanContext | undefined {
  const whole = parseTraceparent(value);
  if (whole !== undefined) return whole;
  // Debezium's text is copied as it is: `traceparent=00-…`
  const parts = value
    .slice(-VALUE_LIMIT)
    .split(/[,\r\n]/)
    .reverse();
  return firstDefined(parts, (part) => parseTraceparent(part.trim().replace(/^traceparent=/, '')));
}

function firstDefined<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Result | undefined,
): Result | undefined {
  for (const item of items) {
    const result = read(item);
    if (result !== undefined) return result;
  }
  return undefined;
}

function withTraceState(context: SpanContext, tracestate: unknown): SpanContext {
  if (tracestate === undefined || tracestate === null || tracestate === '') return context;
  const values = Array.isArray(tracestate) ? tracestate : [tracestate];
  const state = values.flatMap(decodeTexts).join(',');
  if (state !== '' && state.length <= VALUE_LIMIT) context.traceState = createTraceState(state);
  return context;
}
