/** An OTLP receiver, for protobuf and JSON. */
import protobuf from 'protobufjs';
import type { NeutralLink, NeutralSpan } from '../neutral-span';
import type { Protocol, Received } from './agent';

/** The part of the protocol that is read here: https://github.com/open-telemetry/opentelemetry-proto. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { repeated ScopeSpans scope_spans = 2; }
  message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
  message Scope { string name = 1; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; repeated KeyValue attributes = 9;
    repeated Event events = 11; repeated Link links = 13; Status status = 15;
  }
  message Event { string name = 2; repeated KeyValue attributes = 3; }
  message Link { bytes trace_id = 1; bytes span_id = 2; repeated KeyValue attributes = 4; }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; }
  }
`);
const Request = root.lookupType('Request');

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes?: readonly KeyValue[];
  readonly events?: readonly { readonly name: string; readonly attributes?: readonly KeyValue[] }[];
  readonly links?: readonly { traceId: string; spanId: string; attributes?: readonly KeyValue[] }[];
  readonly status?: { readonly message?: string; readonly code?: number };
}

interface KeyValue {
  readonly key: string;
  readonly value?: Readonly<Record<string, unknown>>;
}

interface ScopeSpans {
  readonly scope?: { readonly name?: string };
  readonly spans?: readonly OtlpSpan[];
}

interface OtlpRequest {
  readonly resourceSpans?: readonly { readonly scopeSpans?: readonly ScopeSpans[] }[];
}

export const otlp: Protocol = {
  decode: (received) =>
    received
      .filter(({ path }) => path.endsWith('/v1/traces'))
      .map(requestIn)
      .flatMap(({ resourceSpans = [] }) => resourceSpans)
      .flatMap(({ scopeSpans = [] }) => scopeSpans)
      .flatMap(({ scope, spans = [] }) => spans.map((span) => ({ ...neutral(span), scope: scope?.name })))
      // Logfire sends a span when it starts as well, so that its page shows what runs
      .filter(({ attributes }) => attributes['logfire.span_type'] !== 'pending_span'),
};

/** In JSON ids are hexadecimal, in protobuf bytes. */
function requestIn({ type, body }: Received): OtlpRequest {
  if (type.includes('json')) return JSON.parse(body.toString()) as OtlpRequest;
  const request = Request.toObject(Request.decode(body), { bytes: Array, longs: Number }) as object;
  return JSON.parse(JSON.stringify(request, (key, value: unknown) => (/[iI]d$/.test(key) ? hex(value) : value)));
}

function hex(value: unknown): unknown {
  return Array.isArray(value) ? Buffer.from(value as number[]).toString('hex') : value;
}

function neutral(span: OtlpSpan): NeutralSpan {
  const { traceId, spanId, name, status = {}, events = [], links = [] } = span;
  const exceptions = events.filter((event) => event.name === 'exception').map((event) => valuesOf(event.attributes));
  return {
    traceId,
    spanId,
    parentId: span.parentSpanId || undefined,
    name,
    isError: status.code === 2,
    failures: [status.message, ...exceptions.flatMap((one) => [one['exception.type'], one['exception.message']])]
      .filter((text) => text)
      .map(String),
    attributes: valuesOf(span.attributes),
    links: links.map((link): NeutralLink => ({ ...link, attributes: valuesOf(link.attributes) })),
  };
}

function valuesOf(pairs: readonly KeyValue[] = []): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value = {} }) => [key, Object.values(value)[0]]));
}
