/** The messages of OTLP that carry spans (opentelemetry-proto 1.x), described for protobufjs; what is not described is skipped. */
import protobuf from 'protobufjs';
import type { INamespace } from 'protobufjs';

const message = (fields: Record<string, readonly [number, string, 'repeated'?]>, oneof?: readonly string[]) => ({
  ...(oneof && { oneofs: { value: { oneof: [...oneof] } } }),
  fields: Object.fromEntries(Object.entries(fields).map(([name, [id, type, rule]]) => [name, { id, type, ...(rule && { rule }) }])),
});

const ANY_VALUE = {
  stringValue: [1, 'string'],
  boolValue: [2, 'bool'],
  intValue: [3, 'int64'],
  doubleValue: [4, 'double'],
  arrayValue: [5, 'ArrayValue'],
  kvlistValue: [6, 'KeyValueList'],
  bytesValue: [7, 'bytes'],
} as const;

const DESCRIPTION: INamespace = {
  nested: {
    ExportTraceServiceRequest: message({ resourceSpans: [1, 'ResourceSpans', 'repeated'] }),
    ResourceSpans: message({ resource: [1, 'Resource'], scopeSpans: [2, 'ScopeSpans', 'repeated'] }),
    Resource: message({ attributes: [1, 'KeyValue', 'repeated'] }),
    ScopeSpans: message({ scope: [1, 'InstrumentationScope'], spans: [2, 'Span', 'repeated'] }),
    InstrumentationScope: message({ name: [1, 'string'], version: [2, 'string'] }),
    Span: message({
      traceId: [1, 'bytes'],
      spanId: [2, 'bytes'],
      traceState: [3, 'string'],
      parentSpanId: [4, 'bytes'],
      name: [5, 'string'],
      kind: [6, 'int32'],
      startTimeUnixNano: [7, 'fixed64'],
      endTimeUnixNano: [8, 'fixed64'],
      attributes: [9, 'KeyValue', 'repeated'],
      events: [11, 'Event', 'repeated'],
      links: [13, 'Link', 'repeated'],
      status: [15, 'Status'],
    }),
    Event: message({ timeUnixNano: [1, 'fixed64'], name: [2, 'string'], attributes: [3, 'KeyValue', 'repeated'] }),
    Link: message({ traceId: [1, 'bytes'], spanId: [2, 'bytes'], traceState: [3, 'string'], attributes: [4, 'KeyValue', 'repeated'] }),
    Status: message({ message: [2, 'string'], code: [3, 'int32'] }),
    KeyValue: message({ key: [1, 'string'], value: [2, 'AnyValue'] }),
    AnyValue: message(ANY_VALUE, Object.keys(ANY_VALUE)),
    ArrayValue: message({ values: [1, 'AnyValue', 'repeated'] }),
    KeyValueList: message({ values: [1, 'KeyValue', 'repeated'] }),
    ExportTraceServiceResponse: message({ partialSuccess: [1, 'ExportTracePartialSuccess'] }),
    ExportTracePartialSuccess: message({ rejectedSpans: [1, 'int64'], errorMessage: [2, 'string'] }),
    // google.rpc
    RpcStatus: message({ code: [1, 'int32'], message: [2, 'string'], details: [3, 'Any', 'repeated'] }),
    Any: message({ typeUrl: [1, 'string'], value: [2, 'bytes'] }),
    RetryInfo: message({ retryDelay: [1, 'Duration'] }),
    Duration: message({ seconds: [1, 'int64'], nanos: [2, 'int32'] }),
  },
};

/** Types of messages by their name, as `ExportTraceServiceRequest` or `RpcStatus` (google.rpc.Status). */
export const types = protobuf.Root.fromJSON(DESCRIPTION).resolveAll();

// what a sender left out is missing, or has the default of its type

/** A whole number of 64 bits. */
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

export interface OtlpSpan {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly traceState: string;
  readonly parentSpanId: Uint8Array;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: Int64;
  readonly endTimeUnixNano: Int64;
  readonly attributes: readonly KeyValue[];
  readonly events: readonly { readonly timeUnixNano: Int64; readonly name: string; readonly attributes: readonly KeyValue[] }[];
  readonly links: readonly OtlpLink[];
  readonly status?: { readonly message: string; readonly code: number } | null;
}

export interface OtlpLink {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly traceState: string;
  readonly attributes: readonly KeyValue[];
}

export interface ScopeSpans {
  readonly scope?: { readonly name: string; readonly version: string } | null;
  readonly spans: readonly OtlpSpan[];
}

export interface ExportRequest {
  readonly resourceSpans: readonly { readonly resource?: { readonly attributes: readonly KeyValue[] } | null; readonly scopeSpans: readonly ScopeSpans[] }[];
}
