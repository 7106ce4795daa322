/** OTLP's binary form. */
import protobuf from 'protobufjs';
import type { Type } from 'protobufjs';
import type { ExportRequest } from './otlp.js';
import { types } from './otlp.js';
import { Refusal } from './refusal.js';

const REQUEST = types.lookupType('ExportTraceServiceRequest');

// under this, even a body of nothing but empty messages takes some ten megabytes
const SMALL = 256 * 1024;

/** Decodes an ExportTraceServiceRequest. Throws a `Refusal` where it is none, nests deeper than 100, or has more than `messages` in it. */
export function decodeProtobuf(body: Uint8Array, messages: number): ExportRequest {
  try {
    if (body.length > SMALL && countMessages(readerOf(body), REQUEST, 0) > messages) {
      throw new Refusal('tooLarge', `The request has more than ${messages} messages in it (spans, links, attributes, …). Send fewer spans at once.`);
    }
    return REQUEST.decode(readerOf(body)) as unknown as ExportRequest;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('invalid', `The body is no ExportTraceServiceRequest of OTLP in protobuf: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
}

function readerOf(body: Uint8Array): protobuf.Reader {
  const reader = protobuf.Reader.create(body);
  // protobufjs 8 keeps what is not described unless told
  return Object.assign(reader, { discardUnknown: true });
}

/** How many messages decoding would make, counted without making any. */
function countMessages(reader: protobuf.Reader, type: Type, depth: number): number {
  let count = 1;
  // what nests deeper is refused by the decoder
  if (depth > 100) return count;
  const end = reader.len;
  while (reader.pos < end) {
    const tag = reader.uint32();
    const field = type.fieldsById[tag >>> 3];
    if ((tag & 7) !== 2 || !(field?.resolvedType instanceof protobuf.Type)) {
      reader.skipType(tag & 7);
      continue;
    }
    const length = reader.uint32();
    if (reader.pos + length > end) throw new RangeError('index out of range');
    reader.len = reader.pos + length;
    count += countMessages(reader, field.resolvedType, depth + 1);
    reader.len = end;
  }
  return count;
}
