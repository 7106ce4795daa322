/**
 * Partitions the spans of an ExportTraceServiceRequest without decoding it: each part is a request with the bytes of
 * its spans as they were sent, below the bytes of their scope and their resource, fields that are not known included.
 * So parts of different requests, one behind the other, are a request again.
 */
import { MessageFields } from '../../otlp/message-fields.js';
import { REQUEST, RESOURCE_SPANS, SCOPE_SPANS } from '../../otlp/otlp-messages.js';
import { forEachMessage, ProtobufReader } from '../../otlp/protobuf-reader.js';
import { fieldSize, writePrefix } from '../../otlp/protobuf-writer.js';
import { Ranges } from './ranges.js';

export interface RequestPart {
  readonly request: Buffer;
  readonly spans: number;
}

/** A span in the bytes of its request. */
export interface SpanPlace {
  /** Valid until the next span. */
  readonly fields: MessageFields;
  /** Of the span itself, with its tag and length. */
  readonly bytes: number;
  /** Where its scope starts. */
  readonly scope: number;
  /** Of its scope and resource: a part has them once for all its spans of them. */
  readonly sharedBytes: number;
}

/** All parts together repeat too much of what their spans share. */
export class PartsTooLargeError extends RangeError {
  override readonly name = 'PartsTooLargeError';
}

/**
 * @param partOf returns the key of the part that a span belongs to; undefined leaves it out
 * @param maxBytes the size of all parts together
 * @throws a {@link PartsTooLargeError} if they are larger, or another `RangeError` if the request is malformed
 */
export function partitionRequest<K>(
  request: Buffer,
  partOf: (bytes: Buffer, span: SpanPlace) => K | undefined,
  maxBytes: number = Infinity,
): Map<K, RequestPart> {
  const reader = new ProtobufReader(request);
  const parts = new Map<K, ResourcePart[]>();
  let bytes = 0;
  forEachMessage(reader, 0, request.length, REQUEST.resourceSpans, (start, end) => {
    for (const [key, part] of partitionResource(reader, start, end, partOf)) {
      const ofKey = parts.get(key);
      if (ofKey) ofKey.push(part);
      else parts.set(key, [part]);
      bytes += fieldSize(REQUEST.resourceSpans, sizeOf(part));
      if (bytes > maxBytes)
        throw new PartsTooLargeError(`The spans take more than ${maxBytes} bytes, apart from each other.`);
    }
  });
  const result = new Map<K, RequestPart>();
  for (const [key, ofKey] of parts) result.set(key, writePart(request, ofKey));
  return result;
}

/** The spans of one part below a scope. */
interface ScopePart {
  /** Where the scope starts in the request. */
  readonly start: number;
  /** What the part has of it, and the other fields of the scope. */
  readonly ranges: Ranges;
}

/** The spans of one part below a resource. */
interface ResourcePart {
  /** The fields of the ResourceSpans that are no ScopeSpans. */
  readonly others: Ranges;
  readonly scopes: ScopePart[];
  spans: number;
}

function partitionResource<K>(
  reader: ProtobufReader,
  start: number,
  end: number,
  partOf: (bytes: Buffer, span: SpanPlace) => K | undefined,
): Map<K, ResourcePart> {
  const parts = new Map<K, ResourcePart>();
  const others = otherFields(reader, start, end, RESOURCE_SPANS.scopeSpans);
  forEachMessage(reader, start, end, RESOURCE_SPANS.scopeSpans, (scopeStart, scopeEnd) => {
    const ofScope = otherFields(reader, scopeStart, scopeEnd, SCOPE_SPANS.spans);
    const sharedBytes = others.size + ofScope.size + 2 * MAX_PREFIX;
    for (let position = scopeStart; reader.readField(position, scopeEnd);) {
      const [from, to] = [position, reader.end];
      position = to;
      if (!reader.isLengthDelimited(SCOPE_SPANS.spans)) continue;
      SPAN_FIELDS.read(reader, reader.start, to);
      const key = partOf(reader.bytes, { fields: SPAN_FIELDS, bytes: to - from, scope: scopeStart, sharedBytes });
      if (key === undefined) continue;
      let part = parts.get(key);
      if (part === undefined) parts.set(key, (part = { others, scopes: [], spans: 0 }));
      let scope = part.scopes.at(-1);
      if (scope?.start !== scopeStart) part.scopes.push((scope = { start: scopeStart, ranges: ofScope.copy() }));
      scope.ranges.add(from, to);
      part.spans += 1;
    }
  });
  return parts;
}

// read again and again
const SPAN_FIELDS = new MessageFields('Span');
/** The tag and length of a message. */
const MAX_PREFIX = 6;

/** Finds the fields of a message but those of a number. */
function otherFields(reader: ProtobufReader, start: number, end: number, fieldNumber: number): Ranges {
  const others = new Ranges();
  for (let position = start; reader.readField(position, end); position = reader.end)
    if (!reader.isLengthDelimited(fieldNumber)) others.add(position, reader.end);
  return others;
}

const sizeOf = ({ others, scopes }: ResourcePart): number => {
  let size = others.size;
  for (const { ranges } of scopes) size += fieldSize(RESOURCE_SPANS.scopeSpans, ranges.size);
  return size;
};

/** Writes a part as a request, all fields in the order in which they were sent. */
function writePart(request: Buffer, resources: readonly ResourcePart[]): RequestPart {
  let [size, spans] = [0, 0];
  for (const resource of resources) size += fieldSize(REQUEST.resourceSpans, sizeOf(resource));
  const written = Buffer.allocUnsafe(size);
  let position = 0;
  for (const resource of resources) {
    spans += resource.spans;
    position = writePrefix(written, position, REQUEST.resourceSpans, sizeOf(resource));
    let place = 0;
    for (const { start, ranges } of resource.scopes) {
      [position, place] = resource.others.write(request, written, position, place, start);
      position = writePrefix(written, position, RESOURCE_SPANS.scopeSpans, ranges.size);
      [position] = ranges.write(request, written, position);
    }
    [position] = resource.others.write(request, written, position, place);
  }
  return { request: written, spans };
}
