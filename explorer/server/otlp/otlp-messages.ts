/** OTLP's messages for spans and metrics (opentelemetry-proto 1.x), described for protobufjs. */
import protobuf from 'protobufjs';
import type { INamespace } from 'protobufjs';
import { METRIC_MESSAGES } from './metric-fields.js';

type Description = Readonly<Record<string, readonly [number: number, type: string, rule?: 'repeated']>>;

const REQUEST_FIELDS = { resourceSpans: [1, 'ResourceSpans', 'repeated'] } as const;
const RESOURCE_SPANS_FIELDS = {
  resource: [1, 'Resource'],
  scopeSpans: [2, 'ScopeSpans', 'repeated'],
  schemaUrl: [3, 'string'],
} as const;
const RESOURCE_FIELDS = {
  attributes: [1, 'KeyValue', 'repeated'],
  droppedAttributesCount: [2, 'uint32'],
  entityRefs: [3, 'EntityRef', 'repeated'],
} as const;
const ENTITY_REF_FIELDS = {
  schemaUrl: [1, 'string'],
  type: [2, 'string'],
  idKeys: [3, 'string', 'repeated'],
  descriptionKeys: [4, 'string', 'repeated'],
} as const;
const SCOPE_SPANS_FIELDS = {
  scope: [1, 'InstrumentationScope'],
  spans: [2, 'Span', 'repeated'],
  schemaUrl: [3, 'string'],
} as const;
const SCOPE_FIELDS = {
  name: [1, 'string'],
  version: [2, 'string'],
  attributes: [3, 'KeyValue', 'repeated'],
  droppedAttributesCount: [4, 'uint32'],
} as const;
const SPAN_FIELDS = {
  traceId: [1, 'bytes'],
  spanId: [2, 'bytes'],
  traceState: [3, 'string'],
  parentSpanId: [4, 'bytes'],
  name: [5, 'string'],
  kind: [6, 'int32'],
  startTimeUnixNano: [7, 'fixed64'],
  endTimeUnixNano: [8, 'fixed64'],
  attributes: [9, 'KeyValue', 'repeated'],
  droppedAttributesCount: [10, 'uint32'],
  events: [11, 'Event', 'repeated'],
  droppedEventsCount: [12, 'uint32'],
  links: [13, 'Link', 'repeated'],
  droppedLinksCount: [14, 'uint32'],
  status: [15, 'Status'],
  flags: [16, 'fixed32'],
} as const;
const EVENT_FIELDS = {
  timeUnixNano: [1, 'fixed64'],
  name: [2, 'string'],
  attributes: [3, 'KeyValue', 'repeated'],
  droppedAttributesCount: [4, 'uint32'],
} as const;
const LINK_FIELDS = {
  traceId: [1, 'bytes'],
  spanId: [2, 'bytes'],
  traceState: [3, 'string'],
  attributes: [4, 'KeyValue', 'repeated'],
  droppedAttributesCount: [5, 'uint32'],
  flags: [6, 'fixed32'],
} as const;
const STATUS_FIELDS = { message: [2, 'string'], code: [3, 'int32'] } as const;
const KEY_VALUE_FIELDS = { key: [1, 'string'], value: [2, 'AnyValue'] } as const;
const ANY_VALUE_FIELDS = {
  stringValue: [1, 'string'],
  boolValue: [2, 'bool'],
  intValue: [3, 'int64'],
  doubleValue: [4, 'double'],
  arrayValue: [5, 'ArrayValue'],
  kvlistValue: [6, 'KeyValueList'],
  bytesValue: [7, 'bytes'],
} as const;

const message = (fields: Description, oneof?: readonly string[]) => ({
  ...(oneof && { oneofs: { value: { oneof: [...oneof] } } }),
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, [id, type, rule]]) => [name, { id, type, ...(rule && { rule }) }]),
  ),
});

const DESCRIPTION: INamespace = {
  nested: {
    ExportTraceServiceRequest: message(REQUEST_FIELDS),
    ResourceSpans: message(RESOURCE_SPANS_FIELDS),
    Resource: message(RESOURCE_FIELDS),
    EntityRef: message(ENTITY_REF_FIELDS),
    ScopeSpans: message(SCOPE_SPANS_FIELDS),
    InstrumentationScope: message(SCOPE_FIELDS),
    Span: message(SPAN_FIELDS),
    Event: message(EVENT_FIELDS),
    Link: message(LINK_FIELDS),
    Status: message(STATUS_FIELDS),
    KeyValue: message(KEY_VALUE_FIELDS),
    AnyValue: message(ANY_VALUE_FIELDS, Object.keys(ANY_VALUE_FIELDS)),
    ArrayValue: message({ values: [1, 'AnyValue', 'repeated'] }),
    KeyValueList: message({ values: [1, 'KeyValue', 'repeated'] }),
    ExportTraceServiceResponse: message({ partialSuccess: [1, 'ExportTracePartialSuccess'] }),
    ExportTracePartialSuccess: message({ rejectedSpans: [1, 'int64'], errorMessage: [2, 'string'] }),
    ...Object.fromEntries(Object.entries(METRIC_MESSAGES).map(([name, fields]) => [name, message(fields)])),
    // google.rpc
    RpcStatus: message({ code: [1, 'int32'], message: [2, 'string'], details: [3, 'Any', 'repeated'] }),
    Any: message({ typeUrl: [1, 'string'], value: [2, 'bytes'] }),
    RetryInfo: message({ retryDelay: [1, 'Duration'] }),
    Duration: message({ seconds: [1, 'int64'], nanos: [2, 'int32'] }),
  },
};

/** The message types by name, such as `ExportTraceServiceRequest` or `RpcStatus` (google.rpc.Status). */
export const types = protobuf.Root.fromJSON(DESCRIPTION).resolveAll();

/** Returns the same bytes as a Buffer, which protobufjs types as a Uint8Array. */
export const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

const fieldNumbers = <T extends Description>(fields: T): { readonly [Name in keyof T]: number } =>
  Object.fromEntries(Object.entries(fields).map(([name, [id]]) => [name, id])) as { [Name in keyof T]: number };

// field numbers by name
export const REQUEST = fieldNumbers(REQUEST_FIELDS);
export const RESOURCE_SPANS = fieldNumbers(RESOURCE_SPANS_FIELDS);
export const RESOURCE = fieldNumbers(RESOURCE_FIELDS);
export const SCOPE_SPANS = fieldNumbers(SCOPE_SPANS_FIELDS);
export const SCOPE = fieldNumbers(SCOPE_FIELDS);
export const SPAN = fieldNumbers(SPAN_FIELDS);
export const EVENT = fieldNumbers(EVENT_FIELDS);
export const LINK = fieldNumbers(LINK_FIELDS);
export const STATUS = fieldNumbers(STATUS_FIELDS);
export const KEY_VALUE = fieldNumbers(KEY_VALUE_FIELDS);
export const ANY_VALUE = fieldNumbers(ANY_VALUE_FIELDS);
export const METRICS_REQUEST = fieldNumbers(METRIC_MESSAGES.ExportMetricsServiceRequest);
export const RESOURCE_METRICS = fieldNumbers(METRIC_MESSAGES.ResourceMetrics);
export const SCOPE_METRICS = fieldNumbers(METRIC_MESSAGES.ScopeMetrics);
export const METRIC = fieldNumbers(METRIC_MESSAGES.Metric);
export const SUM = fieldNumbers(METRIC_MESSAGES.Sum);
export const POINT = fieldNumbers(METRIC_MESSAGES.NumberDataPoint);

// as protobufjs decodes messages: an absent field is missing, or has the default value of its type

/** A 64-bit integer. */
export interface Int64 {
  readonly low: number;
  readonly high: number;
}

export interface AnyValue {
  readonly value?: keyof typeof ANY_VALUE;
  readonly stringValue: string;
  readonly boolValue: boolean;
  readonly intValue: Int64;
  readonly doubleValue: number;
  readonly arrayValue: { readonly values: readonly AnyValue[] };
  readonly kvlistValue: { readonly values: readonly KeyValue[] };
  readonly bytesValue: Uint8Array;
}

export interface KeyValue {
  readonly key: string;
  readonly value?: AnyValue | null;
}
