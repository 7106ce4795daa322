/** Recognises what a file contains by its first bytes: its name says nothing. */
import { isZstd } from './zstd-frames.js';

/**
 * `lengths`: each message is preceded by its length in four bytes, as the Collector's file exporter writes protobuf and
 * compressed messages; `delimited`: by its length as a varint, as the file exporter of OpenTelemetry's specification
 * does.
 */
export type ContentKind = 'gzip' | 'zstd' | 'text' | 'protobuf' | 'lengths' | 'delimited' | 'utf16' | 'zip';

/** The bytes that are needed to tell. */
export const HEAD = 4096;

const RESOURCE_SPANS_TAG = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Returns the kind; undefined for anything else. */
export function contentKind(head: Buffer): ContentKind | undefined {
  const kind = kindBySign(head);
  if (kind !== undefined) return kind;
  const [first = 0] = head;
  // no field of protobuf has the number 0
  if (first < 8) return isMessage(head.subarray(4)) ? 'lengths' : undefined;
  if (first === RESOURCE_SPANS_TAG) return 'protobuf';
  return isMessage(head.subarray(head.findIndex((byte) => byte < 0x80) + 1)) ? 'delimited' : undefined;
}

/** Returns the kind of what is no protobuf, and has no length before it. */
function kindBySign(head: Buffer): 'gzip' | 'zstd' | 'utf16' | 'zip' | 'text' | undefined {
  const [first = 0, second = 0] = head;
  if (first === 0x1f && second === 0x8b) return 'gzip';
  if (head.length >= 4 && isZstd(head.readUInt32LE(0))) return 'zstd';
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return 'utf16';
  if (head.toString('latin1', 0, 4) === 'PK\u0003\u0004') return 'zip';
  return isText(head) ? 'text' : undefined;
}

/** Returns text without the mark that some editors write before it. */
export const withoutMark = (bytes: Buffer): Buffer =>
  bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? bytes.subarray(3) : bytes;

/**
 * Recognises the start of a message behind its length: protobuf, JSON, or either compressed. An empty one has none, and
 * none is preceded by another length: looking for one behind each byte would take a square of their number.
 */
const isMessage = (bytes: Buffer): boolean =>
  bytes.length === 0 || bytes[0] === RESOURCE_SPANS_TAG || ['gzip', 'zstd', 'text'].includes(kindBySign(bytes) ?? '');

/** Recognises text: protobuf has other control characters within a few bytes. */
function isText(bytes: Buffer): boolean {
  for (const byte of bytes)
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1e) return false;
  return true;
}
