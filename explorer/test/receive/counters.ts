/** Requests with counters, for tests. */
import protobuf from 'protobufjs';
import { JSON_TYPE, PROTOBUF } from './receiving.js';

/** The part of opentelemetry/proto/collector/metrics/v1 that is sent here, independent of the explorer's own. */
const PROTO = protobuf.parse(
  `syntax = "proto3";
message Request { repeated ResourceMetrics resource_metrics = 1; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
message Resource { repeated KeyValue attributes = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { oneof value { string string_value = 1; int64 int_value = 3; } }
message Scope { string name = 1; }
message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; }
message Metric { string name = 1; oneof data { Gauge gauge = 5; Sum sum = 7; Histogram histogram = 9; } }
message Gauge { repeated Point data_points = 1; }
message Sum { repeated Point data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
message Histogram { repeated HistogramPoint data_points = 1; int32 aggregation_temporality = 2; }
message HistogramPoint { fixed64 count = 4; }
message Point { fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3;
  oneof value { double as_double = 4; sfixed64 as_int = 6; } repeated KeyValue attributes = 7; uint32 flags = 8; }
message Response { PartialSuccess partial_success = 1; }
message PartialSuccess { int64 rejected_data_points = 1; string error_message = 2; }
`,
).root;
const REQUEST = PROTO.lookupType('Request');
export const RESPONSE = PROTO.lookupType('Response');

export const DELTA = 1;
export const CUMULATIVE = 2;

const keyValues = (attributes: Readonly<Record<string, string>>): object[] =>
  Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));

const nano = (seconds: number): string => `${1_795_000_000 + seconds}000000000`;

/** A point by its start and its time, in seconds. */
export const point = (start: number | undefined, time: number, value: object | number, attributes = {}): object => ({
  ...(start !== undefined && { startTimeUnixNano: nano(start) }),
  timeUnixNano: nano(time),
  ...(typeof value === 'number' ? { asInt: String(value) } : value),
  attributes: keyValues(attributes),
});

export const sumOf = (dataPoints: readonly object[], temporality = CUMULATIVE, isMonotonic = true): object => ({
  sum: { dataPoints, aggregationTemporality: temporality, isMonotonic },
});

export const requestOf = (
  data: object,
  { name = 'spanlink.links.late', resource = {} }: { name?: string; resource?: Readonly<Record<string, string>> } = {},
): object => ({
  resourceMetrics: [
    {
      resource: { attributes: keyValues({ 'service.name': 'orders', ...resource }) },
      scopeMetrics: [{ scope: { name: 'spanlink' }, metrics: [{ name, ...data }] }],
    },
  ],
});

export const encode = (request: object): Buffer => Buffer.from(REQUEST.encode(REQUEST.fromObject(request)).finish());

export interface Answered {
  readonly partialSuccess?: { readonly rejectedDataPoints?: number | string; readonly errorMessage?: string };
}

export async function postAs(type: string, http: string, request: object): Promise<Answered> {
  const body = type === JSON_TYPE ? JSON.stringify(request) : new Uint8Array(encode(request));
  const response = await fetch(`${http}/v1/metrics`, { method: 'POST', headers: { 'content-type': type }, body });
  expect(response.status).toBe(200);
  const answer = Buffer.from(await response.arrayBuffer());
  if (type === JSON_TYPE) return JSON.parse(answer.toString()) as Answered;
  return RESPONSE.toObject(RESPONSE.decode(answer), { longs: Number }) as Answered;
}

export const send = (http: string, ...args: Parameters<typeof requestOf>): Promise<Answered> =>
  postAs(PROTOBUF, http, requestOf(...args));
