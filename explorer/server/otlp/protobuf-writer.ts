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
