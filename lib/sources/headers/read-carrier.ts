/** Reads the span context out of a container of headers, whatever its form. */
import type { SpanContext } from '@opentelemetry/api';
import { parseTraceparent } from '../../links/traceparent.js';
import type { ReadResult } from '../context-sink.js';
import { decodeText } from './decode.js';
import { innerCarrier, payloadCarrier, propertiesCarrier } from './formats/inner-carrier.js';
import {
  type HeaderList,
  headerValues,
  isFetchHeaders,
  joinHeaders,
  listHeaders,
  onlyTraceparent,
  withTextNames,
} from './header-list.js';
import { lastHop, withTraceState } from './last-hop.js';
import { readFormats } from './read-formats.js';

/** The names of two headers that belong together. */
interface Names {
  readonly traceparent: string;
  readonly tracestate: string;
}

/** The names of the last hop's context: W3C's, Azure's, Google Pub/Sub's, Dapr's. */
const W3C_NAMES: readonly Names[] = [
  { traceparent: 'traceparent', tracestate: 'tracestate' },
  { traceparent: 'diagnostic-id', tracestate: 'tracestate' },
  { traceparent: 'googclient_traceparent', tracestate: 'googclient_tracestate' },
  { traceparent: 'traceid', tracestate: 'tracestate' },
];

/** The names of the context in which a CloudEvent in binary mode began: over HTTP and NATS, Kafka, AMQP. */
const START_NAMES: readonly Names[] = [
  { traceparent: 'ce-traceparent', tracestate: 'ce-tracestate' },
  { traceparent: 'ce_traceparent', tracestate: 'ce_tracestate' },
  { traceparent: 'cloudevents:traceparent', tracestate: 'cloudevents:tracestate' },
  { traceparent: 'cloudevents_traceparent', tracestate: 'cloudevents_tracestate' },
];

/** Fields that are read before the names are listed. */
const READ: ReadonlySet<string> = new Set(['headers', 'userProperties', '_tracer-data']);

/**
 * Reads the span context in a carrier. A valid W3C `traceparent` is read directly; anything else goes through the
 * application's global propagator, from the root context, so that bad input never yields the current span. A
 * format that it does not know is tried as X-Ray's header, Datadog's headers, and by the propagators that are
 * installed.
 */
export function readCarrier(carrier: unknown): ReadResult {
  if (typeof carrier !== 'object' || carrier === null || ArrayBuffer.isView(carrier)) {
    const parsed = innerCarrier(carrier);
    return parsed === undefined ? undefined : readContainer(parsed);
  }
  return readContainer(carrier);
}

function readContainer(container: object): ReadResult {
  const { traceparent } = container as { traceparent?: unknown };
  return (traceparent === undefined ? undefined : readW3C(container, traceparent)) ?? readNames(container, traceparent);
}

/** Reads an object's own `traceparent`, which the caller has read already, as a getter is read once. */
export function readW3C(object: object, traceparent: unknown): ReadResult {
  const context = readFields(object, traceparent);
  const start = context && readStart(object);
  return start ? [context, start] : context;
}

/** Reads an object's other names; its `traceparent` and the fields in `read` have been read already. */
export function readNames(object: object, traceparent: unknown, read = READ): ReadResult {
  const { '_tracer-data': payload } = object as { '_tracer-data'?: unknown };
  const inner = readInner(payload === undefined ? undefined : payloadCarrier(payload));
  if (inner !== undefined) return inner;
  return readHeaderList(listHeaders(object, read, traceparent), { isRequest: isFetchHeaders(object) });
}

/** Reads an object's own `traceparent` and `tracestate` alone. */
export function readFields(object: object, traceparent: unknown): SpanContext | undefined {
  const context = readText(traceparent);
  return context && withTraceState(context, (object as { tracestate?: unknown }).tracestate);
}

function readText(traceparent: unknown, tracestate?: unknown): SpanContext | undefined {
  const value = decodeText(traceparent);
  const context = value === undefined ? undefined : parseTraceparent(value);
  return context && withTraceState(context, tracestate);
}

/** Reads the values of one header: mostly one, which is the context and nothing around it. */
function readValues(values: readonly unknown[], states: readonly unknown[] | undefined): SpanContext | undefined {
  return (values.length === 1 ? readText(values[0], states) : undefined) ?? lastHop(values, states);
}

/** Reads one header of an object. */
function readValue(traceparent: unknown, tracestate: unknown): SpanContext | undefined {
  return readValues([traceparent], tracestate === undefined ? undefined : [tracestate]);
}

/** Reads the start of a CloudEvent. Each name is written out, as every carrier is asked for them. */
function readStart(object: object): SpanContext | undefined {
  const fields = object as Record<string, unknown>;
  const {
    'ce-traceparent': http,
    ce_traceparent: kafka,
    'cloudEvents:traceparent': amqp,
    cloudEvents_traceparent: jms,
  } = fields;
  if (http !== undefined) return readValue(http, fields['ce-tracestate']);
  if (kafka !== undefined) return readValue(kafka, fields.ce_tracestate);
  if (amqp !== undefined) return readValue(amqp, fields['cloudEvents:tracestate']);
  return jms === undefined ? undefined : readValue(jms, fields.cloudEvents_tracestate);
}

/** The list that is read. */
interface ListOptions {
  /** It was in a header of another list. */
  readonly isInner?: boolean;
  /** It is that of a request of HTTP, where a header that came twice is none. */
  readonly isRequest?: boolean;
}

/** Reads a list of names and values. */
export function readHeaderList(list: HeaderList, { isInner = false, isRequest = false }: ListOptions = {}): ReadResult {
  if (list.length === 0) return undefined;
  const only = readText(onlyTraceparent(list));
  if (only !== undefined) return only;
  const headers = withTextNames(list);
  const context = firstOf(headers, W3C_NAMES, isRequest);
  const start = firstOf(headers, START_NAMES, isRequest);
  if (context && start) return [context, start];
  const found = context ?? start;
  if (found !== undefined) return found;
  const others = isRequest ? joinHeaders(headers) : headers;
  return (isInner ? undefined : readInHeader(others)) ?? readFormats(others);
}

/** Reads a header that is a carrier itself: Debezium's and Datadog's. */
function readInHeader(headers: HeaderList): ReadResult {
  const properties = headerValues(headers, 'tracingspancontext')?.at(-1);
  if (properties !== undefined) return readInner(propertiesCarrier(properties));
  const datadog = headerValues(headers, '_datadog')?.at(-1);
  return datadog === undefined ? undefined : readInner(innerCarrier(datadog));
}

/** Reads a carrier inside a header, and no further one inside that. */
function readInner(carrier: object | undefined): ReadResult {
  if (carrier === undefined) return undefined;
  const { traceparent } = carrier as { traceparent?: unknown };
  return readW3C(carrier, traceparent) ?? readHeaderList(listHeaders(carrier, READ, traceparent), { isInner: true });
}

function firstOf(headers: HeaderList, all: readonly Names[], isRequest: boolean): SpanContext | undefined {
  for (const { traceparent, tracestate } of all) {
    const values = headerValues(headers, traceparent);
    if (values === undefined || (isRequest && values.length > 1)) continue;
    const context = readValues(values, headerValues(headers, tracestate));
    if (context !== undefined) return context;
  }
  return undefined;
}
