/** Finds the fields of a protobuf message in its bytes, without decoding it. */
import protobuf from 'protobufjs';
import type { Type } from 'protobufjs';

/** The wire type of messages, strings and bytes. */
export const LENGTH_DELIMITED = 2;
const MAX_DEPTH = 100;

/** A cursor over a message: the number and wire type of the field it read last, and where the field's content lies. */
export class ProtobufReader {
  fieldNumber = 0;
  wireType = 0;
  start = 0;
  end = 0;
  readonly bytes: Buffer;
  readonly #reader: protobuf.Reader;
  #position = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#reader = protobuf.Reader.create(bytes);
  }

  /**
   * Reads the field at a position.
   *
   * @param end where its message ends
   * @returns false at the end of the message
   * @throws if the field is malformed, or longer than its message
   */
  readField(position: number, end: number): boolean {
    if (position >= end) return false;
    const tag = this.#readUInt32(position);
    this.fieldNumber = tag >>> 3;
    this.wireType = tag & 7;
    if (this.wireType === LENGTH_DELIMITED) {
      const size = this.#readUInt32(this.#position);
      this.start = this.#position;
      this.end = this.start + size;
    } else {
      const reader = this.#reader;
      this.start = reader.pos = this.#position;
      reader.skipType(this.wireType, 0, this.fieldNumber);
      this.end = reader.pos;
    }
    if (this.fieldNumber === 0 || this.end > end) throw new RangeError(`index out of range: ${this.end} > ${end}`);
    return true;
  }

  /** Returns true if the field is a message, a string or bytes, and has this number. */
  isLengthDelimited(fieldNumber: number): boolean {
    return this.fieldNumber === fieldNumber && this.wireType === LENGTH_DELIMITED;
  }

  /** Reads the varint at a position, and moves behind it. */
  #readUInt32(position: number): number {
    const byte = this.bytes[position] ?? 128;
    // nearly all tags and sizes are of one byte
    if (byte < 128) {
      this.#position = position + 1;
      return byte;
    }
    this.#reader.pos = position;
    const value = this.#reader.uint32();
    this.#position = this.#reader.pos;
    return value;
  }

  /** Reads the varint at a position. */
  readInt32(position: number): number {
    this.#reader.pos = position;
    return this.#reader.int32();
  }
}

/** Reads the 64-bit varint at a position; undefined if a number cannot hold it, or if it does not end there. */
export function readSmallInteger(bytes: Buffer, start: number, end: number): number | undefined {
  // seven bits each
  if (end - start > 7) return undefined;
  let value = 0;
  for (let position = end - 1; position >= start; position -= 1) value = value * 128 + ((bytes[position] ?? 0) & 127);
  return value;
}

/** Calls a function for each message of a repeated field. Throws as {@link ProtobufReader.readField} does. */
export function forEachMessage(
  reader: ProtobufReader,
  start: number,
  end: number,
  fieldNumber: number,
  call: (start: number, end: number) => void,
): void {
  let position = start;
  while (reader.readField(position, end)) {
    position = reader.end;
    if (reader.isLengthDelimited(fieldNumber)) call(reader.start, position);
  }
}

/**
 * Counts the messages that decoding would create, without creating any. Throws as {@link ProtobufReader.readField}
 * does.
 */
export function countNestedMessages(
  reader: ProtobufReader,
  type: Type,
  start: number,
  end: number,
  depth: number = 0,
): number {
  let count = 1;
  // the decoder refuses deeper nesting
  if (depth > MAX_DEPTH) return count;
  let position = start;
  while (reader.readField(position, end)) {
    position = reader.end;
    const nested = type.fieldsById[reader.fieldNumber]?.resolvedType;
    if (reader.isLengthDelimited(reader.fieldNumber) && nested instanceof protobuf.Type)
      count += countNestedMessages(reader, nested, reader.start, position, depth + 1);
  }
  return count;
}
