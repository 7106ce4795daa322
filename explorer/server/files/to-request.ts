/** Makes requests of OTLP in protobuf of found spans, which are then decoded as those of senders are. */
import { encodeRequest, jsonToProtobuf } from '../receive/json-to-protobuf.js';
import { REQUEST, RESOURCE_SPANS, SCOPE_SPANS } from '../otlp/otlp-messages.js';
import { LENGTH_DELIMITED } from '../otlp/protobuf-reader.js';
import type { UnknownNames } from '../receive/unknown-names.js';
import { jaegerToOtlp } from './jaeger-json.js';
import { protoJsonToOtlp } from './proto-json.js';
import type { SpanGroup } from './span-group.js';
import { zipkinToOtlp } from './zipkin-json.js';

/**
 * Returns a request with the spans of groups of one form.
 *
 * @param maxMessages the number of objects and lists allowed
 * @throws an `ExportError` that names what is wrong
 */
export function toRequest(groups: readonly SpanGroup[], maxMessages: number, unknownNames: UnknownNames): Buffer {
  const parts = groups.map((group) => partOf(group, maxMessages, unknownNames));
  return Buffer.concat(parts);
}

// requests behind each other are one, as fields of protobuf are
function partOf(group: SpanGroup, maxMessages: number, unknownNames: UnknownNames): Buffer {
  switch (group.form) {
    case 'OTLP JSON':
      return jsonToProtobuf(otlpJson(group), maxMessages, unknownNames);
    case 'OTLP protobuf':
      return otlpProtobuf(group);
    case 'Jaeger JSON':
      return encodeRequest(jaegerToOtlp(group, maxMessages));
    case 'Zipkin JSON':
      return encodeRequest(zipkinToOtlp(group, maxMessages));
  }
}

function otlpJson({ around, spans }: SpanGroup): Buffer {
  const { resource = NULL, scope = around.instrumentationLibrary ?? NULL } = around;
  const { schemaUrl = NULL, scopeSchemaUrl = NULL } = around;
  return Buffer.concat([
    Buffer.from('{"resourceSpans":[{"resource":'),
    resource,
    Buffer.from(',"schemaUrl":'),
    schemaUrl,
    Buffer.from(',"scopeSpans":[{"scope":'),
    scope,
    Buffer.from(',"schemaUrl":'),
    scopeSchemaUrl,
    Buffer.from(',"spans":['),
    ...spans.flatMap(({ bytes }, index) => [...(index === 0 ? [] : [COMMA]), protoJsonToOtlp(bytes)]),
    Buffer.from(']}]}]}'),
  ]);
}

const NULL = Buffer.from('null');
const COMMA = Buffer.from(',');

function otlpProtobuf({ around, spans }: SpanGroup): Buffer {
  const { resource, schemaUrl, scope, scopeSchemaUrl } = around;
  const scopeSpans = [
    ...(scope ? field(SCOPE_SPANS.scope, [scope]) : []),
    ...(scopeSchemaUrl ? field(SCOPE_SPANS.schemaUrl, [scopeSchemaUrl]) : []),
    ...spans.flatMap(({ bytes }) => field(SCOPE_SPANS.spans, [bytes])),
  ];
  const resourceSpans = [
    ...(resource ? field(RESOURCE_SPANS.resource, [resource]) : []),
    ...(schemaUrl ? field(RESOURCE_SPANS.schemaUrl, [schemaUrl]) : []),
    ...field(RESOURCE_SPANS.scopeSpans, scopeSpans),
  ];
  return Buffer.concat(field(REQUEST.resourceSpans, resourceSpans));
}

function field(number: number, content: readonly Buffer[]): Buffer[] {
  const head = [(number << 3) | LENGTH_DELIMITED];
  let length = content.reduce((sum, part) => sum + part.length, 0);
  for (; length >= 0x80; length = Math.floor(length / 0x80)) head.push((length % 0x80) | 0x80);
  return [Buffer.from([...head, length]), ...content];
}
