/** Messages as clients deliver them, to plant a traceparent in, for property tests. */
import fc from 'fast-check';
import { containerOf } from './containers.js';
import type { Recipe } from './hostile.js';

type Put = (value: unknown) => object;

/** Where clients put a container of headers. */
const CONTAINERS: readonly Put[] = [
  (headers) => ({ content: Buffer.from('{}'), properties: { headers } }),
  (userProperties) => ({ topic: 'orders', properties: { userProperties } }),
  (properties) => ({ body: {}, properties }),
  (applicationProperties) => ({ body: {}, applicationProperties }),
  (attributes) => ({ ackId: 'a1', attributes }),
  (headers) => ({ batch: { topic: 'orders', messages: [{ key: null, headers }] } }),
  (headerEntries) => ({ topic: 'orders', headerEntries }),
  (carrier) => ({ id: '7', opts: { telemetry: { metadata: carrier } } }),
  (headers) => ({ topic: 'orders', partition: 0, message: { key: null, headers } }),
  (attributes) => ({ subscription: 'orders', message: { data: 'e30=', attributes } }),
  (headers) => ({ records: { 'orders-0': [{ topic: 'orders', headers }] } }),
];

/** Where clients put text. */
const TEXTS: readonly Put[] = [
  (StringValue) => ({ Body: '{}', MessageAttributes: { traceparent: { DataType: 'String', StringValue } } }),
  (stringValue) => ({
    body: '{}',
    messageAttributes: { traceparent: { dataType: 'String', stringValue } },
    eventSource: 'aws:sqs',
  }),
  (Value) => ({
    Body: JSON.stringify({ Type: 'Notification', MessageAttributes: { traceparent: { Type: 'String', Value } } }),
  }),
  (Value) => ({ EventSource: 'aws:sns', Sns: { MessageAttributes: { traceparent: { Type: 'String', Value } } } }),
  (Value) => ({ Records: [{ Sns: { MessageAttributes: { traceparent: { Value } } } }] }),
  (googclient_traceparent) => ({ attributes: { googclient_traceparent } }),
  (value) => ({ applicationProperties: { 'Diagnostic-Id': value } }),
  (value) => ({ properties: { 'Diagnostic-Id': value } }),
  (traceparent) => ({ opts: { telemetry: { metadata: JSON.stringify({ traceparent }) } } }),
  (traceparent) => ({ specversion: '1.0', traceparent }),
  (value) => ({ headers: { 'ce-specversion': '1.0', 'ce-traceparent': value } }),
  (value) => ({ rawHeaders: ['Host', 'example.org', 'Traceparent', value] }),
  (traceparent) => ({ headers: { '_tracer-data': { data: Buffer.from(JSON.stringify({ traceparent })) } } }),
  (traceparent) => ({ kinesis: { data: Buffer.from(JSON.stringify({ id: 7, traceparent })).toString('base64') } }),
  (StringValue) => ({ Messages: [{ Body: '{}', MessageAttributes: { traceparent: { StringValue } } }] }),
  (traceparent) => ({ id: '1-0', message: { payload: '{}', traceparent } }),
  (value) => ({ headers: { ce_traceparent: value } }),
  (value) => ({ properties: { headers: { 'cloudEvents:traceparent': value } } }),
  (value) => ({ tracingspancontext: `#now\ntraceparent=${String(value)}\n` }),
];

/** Fields that are looked into, with what is below them. */
const PLACES: readonly Put[] = [
  ...CONTAINERS,
  (value) => ({ properties: value }),
  (value) => ({ MessageAttributes: value }),
  (value) => ({ MessageAttributes: { traceparent: value } }),
  (value) => ({ MessageAttributes: { traceparent: { StringValue: value } } }),
  (value) => ({ Body: value }),
  (value) => ({ body: value, eventSource: 'aws:sqs' }),
  (value) => ({ Attributes: value }),
  (value) => ({ Attributes: { AWSTraceHeader: value } }),
  (value) => ({ Sns: value }),
  (value) => ({ Records: value }),
  (value) => ({ Records: [value, value] }),
  (value) => ({ batch: value }),
  (value) => ({ batch: { messages: value } }),
  (value) => ({ opts: value }),
  (value) => ({ opts: { telemetry: value, tm: value } }),
  (value) => ({ rawHeaders: value }),
  (value) => ({ rawHeaders: ['traceparent', value, value] }),
  (value) => ({ tracingspancontext: value }),
  (value) => ({ headers: { '_tracer-data': value, tracingspancontext: value, 'ce-traceparent': value } }),
  (value) => ({ headers: { '_tracer-data': { data: value } } }),
  // a span id of zero, as the text `1` would be a trace id of Datadog's
  (value) => ({ headers: { 'x-amzn-trace-id': value, 'x-datadog-trace-id': value, 'x-datadog-parent-id': '0' } }),
  (value) => ({ headers: { b3: value, 'uber-trace-id': value } }),
  (value) => ({ headers: { 'x-b3-traceid': value, 'x-b3-spanid': value } }),
  (value) => ({ attributes: { googclient_OpenTelemetrySpanContext: value } }),
  (value) => ({ headers: { ce_traceparent: value, 'cloudEvents:traceparent': value } }),
  (value) => ({ kinesis: value }),
  (value) => ({ kinesis: { data: value } }),
  (value) => ({ Messages: value }),
  (value) => ({ records: value }),
  (value) => ({ records: { 'orders-0': value } }),
  (value) => ({ message: value }),
  (value) => ({ message: { headers: value, attributes: value } }),
  (value) => ({
    getArgs: () => [],
    getArgByIndex: () => undefined,
    getMessage: () => value,
    getHeaders: () => value,
    getPacket: () => value,
  }),
  (value) => ({ getArgs: value, getArgByIndex: value }),
];

/** A message of any known client with that traceparent in it. */
export function messageOf(traceparent: string): fc.Arbitrary<unknown> {
  const contained = fc
    .tuple(fc.constantFrom(...CONTAINERS), containerOf(traceparent))
    .map(([put, container]) => put(container));
  return fc.oneof(
    contained,
    fc.constantFrom(...TEXTS).map((put) => put(traceparent)),
  );
}

/** Any value at any place of a client, in a plain object and in one of a class. */
export function placeOf(value: fc.Arbitrary<Recipe>): fc.Arbitrary<Recipe> {
  class Message {}
  return fc.tuple(fc.constantFrom(...PLACES), value, fc.boolean()).map(
    ([put, make, isPlain]) =>
      () =>
        isPlain ? put(make()) : Object.assign(new Message(), put(make())),
  );
}

/** The same with a getter for each property of its objects, and how often each was read. */
export function countReads(message: unknown): { counted: unknown; reads: Map<string, number> } {
  const reads = new Map<string, number>();
  const count = (value: unknown, path: string): unknown => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Symbol.iterator in value)
      return value;
    const getters = Object.entries(value).map(([name, inner]): [string, PropertyDescriptor] => {
      const place = `${path}.${name}`;
      const get = (): unknown => {
        reads.set(place, (reads.get(place) ?? 0) + 1);
        return count(inner, place);
      };
      return [name, { get, enumerable: true }];
    });
    return Object.defineProperties({}, Object.fromEntries(getters));
  };
  return { counted: count(message, 'message'), reads };
}
