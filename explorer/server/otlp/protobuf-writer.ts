/** Writes messages of protobuf around bytes that stay as they are. */
import { LENGTH_DELIMITED } from './protobuf-reader.js';

/** Returns a field that holds a message: its tag, its length, and the parts of its content. */
export function messageField(fieldNumber: number, parts: readonly Uint8Array[]): Uint8Array[] {
  const length = parts.reduce((sum, { length: bytes }) => sum + bytes, 0);
  return [Uint8Array.from([...varint((fieldNumber << 3) | LENGTH_DELIMITED), ...varint(length)]), ...parts];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

/** Returns the bytes of a field that holds a message of a size. */
export const fieldSize = (fieldNumber: number, size: number): number =>
  varintSize((fieldNumber << 3) | LENGTH_DELIMITED) + varintSize(size) + size;

/**
 * Writes the tag and the length of a field that holds a message of a size.
 *
 * @returns where its content is written
 */
export const writePrefix = (to: Buffer, position: number, fieldNumber: number, size: number): number =>
  writeVarint(to, writeVarint(to, position, (fieldNumber << 3) | LENGTH_DELIMITED), size);

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

function writeVarint(to: Buffer, position: number, value: number): number {
  let [at, rest] = [position, value];
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) to[at++] = (rest % 128) | 0x80;
  to[at++] = rest;
  return at;
}
