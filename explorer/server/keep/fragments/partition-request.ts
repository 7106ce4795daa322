/**
 * Partitions the spans of an ExportTraceServiceRequest without decoding it: each part is a request with the bytes of
 * its spans as they were sent, below the bytes of their scope and their resource, fields that are not known included.
 * So parts of different requests, one behind the other, are a request again.
 */
import { MessageFields } from '../../otlp/message-fields.js';
import { REQUEST, RESOURCE_SPANS, SCOPE_SPANS } from '../../otlp/otlp-messages.js';
import { ProtobufReader } from '../../otlp/protobuf-reader.js';
import { messageField } from '../../otlp/protobuf-writer.js';

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
  const parts = new Map<K, { readonly chunks: Uint8Array[]; spans: number }>();
  let bytes = 0;
  for (const { content, end } of messagesOf(reader, 0, request.length, REQUEST.resourceSpans).messages) {
    for (const [key, group] of groupSpans(reader, content, end, partOf)) {
      const field = messageField(REQUEST.resourceSpans, resourceSpansOf(request, group));
      for (const { length } of field) bytes += length;
      if (bytes > maxBytes)
        throw new PartsTooLargeError(`The spans take more than ${maxBytes} bytes, apart from each other.`);
      const part = parts.get(key) ?? { chunks: [], spans: 0 };
      parts.set(key, part);
      part.chunks.push(...field);
      part.spans += group.spans;
    }
  }
  return new Map([...parts].map(([key, { chunks, spans }]) => [key, { request: Buffer.concat(chunks), spans }]));
}

/** A field in the bytes of its message, or several that follow each other. */
interface Fields {
  /** Where the first tag starts. */
  readonly start: number;
  /** Where the content of the last one starts, behind its tag and length. */
  readonly content: number;
  readonly end: number;
}

/** The messages in a field of another one, and the bytes of all its other fields. */
interface Contents {
  readonly messages: readonly Fields[];
  readonly others: readonly Fields[];
}

/** The spans of one part below a resource. */
interface Group {
  /** The fields of the ResourceSpans that are no ScopeSpans. */
  readonly others: readonly Fields[];
  readonly scopes: { readonly start: number; readonly fields: Fields[] }[];
  spans: number;
}

function groupSpans<K>(
  reader: ProtobufReader,
  start: number,
  end: number,
  partOf: (bytes: Buffer, span: SpanPlace) => K | undefined,
): Map<K, Group> {
  const groups = new Map<K, Group>();
  const { messages: scopes, others } = messagesOf(reader, start, end, RESOURCE_SPANS.scopeSpans);
  for (const scope of scopes) {
    const contents = messagesOf(reader, scope.content, scope.end, SCOPE_SPANS.spans);
    const sharedBytes = sizeOf(others) + sizeOf(contents.others) + 2 * MAX_PREFIX;
    for (const span of contents.messages) {
      SPAN_FIELDS.read(reader, span.content, span.end);
      const bytes = span.end - span.start;
      const key = partOf(reader.bytes, { fields: SPAN_FIELDS, bytes, scope: scope.start, sharedBytes });
      if (key === undefined) continue;
      const group = groups.get(key) ?? { others, scopes: [], spans: 0 };
      groups.set(key, group);
      if (group.scopes.at(-1)?.start !== scope.start)
        group.scopes.push({ start: scope.start, fields: [...contents.others] });
      group.scopes.at(-1)?.fields.push(span);
      group.spans += 1;
    }
  }
  return groups;
}

// read again and again
const SPAN_FIELDS = new MessageFields('Span');
/** The tag and length of a message. */
const MAX_PREFIX = 6;

/** Returns the content of a ResourceSpans with the spans of a group, in the order in which they were sent. */
function resourceSpansOf(request: Buffer, { others, scopes }: Group): Uint8Array[] {
  const bytesOf = ({ start, end }: Fields): Uint8Array => request.subarray(start, end);
  const inOrder = <T extends { readonly start: number }>(items: T[]): T[] => items.sort((a, b) => a.start - b.start);
  return inOrder([
    ...others.map((fields) => ({ start: fields.start, chunks: [bytesOf(fields)] })),
    ...scopes.map(({ start, fields }) => ({
      start,
      chunks: messageField(RESOURCE_SPANS.scopeSpans, inOrder(fields).map(bytesOf)),
    })),
  ]).flatMap(({ chunks }) => chunks);
}

const sizeOf = (all: readonly Fields[]): number => all.reduce((sum, { start, end }) => sum + end - start, 0);

/** Finds the messages in a repeated field, and the other fields. */
function messagesOf(reader: ProtobufReader, start: number, end: number, fieldNumber: number): Contents {
  const messages: Fields[] = [];
  const others: Fields[] = [];
  for (let position = start; reader.readField(position, end); position = reader.end) {
    const field = { start: position, content: reader.start, end: reader.end };
    const before = others.at(-1);
    if (reader.isLengthDelimited(fieldNumber)) messages.push(field);
    else if (before?.end === position) others.splice(-1, 1, { ...field, start: before.start });
    else others.push(field);
  }
  return { messages, others };
}
