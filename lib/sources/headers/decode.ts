/** Decodes the texts and bytes that clients deliver. */
import { types } from 'node:util';

/** The bytes of a header that are read. */
export const VALUE_LIMIT = 8_192;

/** The characters of a carrier that are read: as many as SQS takes in a message, and more than any other queue. */
export const CARRIER_LIMIT = 1_048_576;

const BRACE = 123;

/** The first byte of a byte order mark. */
const MARK = 0xef;

/** Returns true for bytes in any form. */
export function isBytes(value: unknown): value is ArrayBufferView | ArrayBuffer {
  return ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value);
}

/** Returns text as it is, and the beginning of bytes as Latin-1. */
export function decodeText(value: unknown, limit = VALUE_LIMIT): string | undefined {
  if (typeof value === 'string') return value;
  // a copy of nothing but its text; a proxy's prototype is not asked for, as it is no view
  return isBytes(value) ? bufferOf(value).toString('latin1', 0, limit) : undefined;
}

/** Returns the text of a carrier, which may be longer than a header if it is JSON; `undefined` past the limit. */
export function decodeCarrier(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!isBytes(value)) return undefined;
  const all = bufferOf(value);
  const bytes = all[0] === MARK ? all.subarray(3) : all;
  const start = decodeText(bytes) as string;
  if (bytes.length <= VALUE_LIMIT || start.trimStart().charCodeAt(0) !== BRACE) return start;
  // a character is three bytes of UTF-8 at most, for each of its code units
  return bytes.length > 3 * CARRIER_LIMIT ? undefined : bytes.toString();
}

/** Returns the text that base64 spells, as far as a header is read. */
export function decodeBase64(text: unknown, limit = VALUE_LIMIT): string | undefined {
  return typeof text === 'string'
    ? Buffer.from(text.slice(0, Math.ceil(limit / 3) * 4), 'base64').toString('latin1')
    : undefined;
}

/**
 * The beginning of a carrier that holds a W3C `traceparent` and nothing else, as most do: recognising it takes a
 * quarter of the time of parsing it.
 */
const ALONE = '{"traceparent":"';

/** Its whole length, with a `traceparent` of version 00 that is spelt without escapes. */
const ALONE_LENGTH = 73;

/** Parses a carrier from JSON; `undefined` for any other text, and for one that is too long. */
export function parseCarrier(json: string): unknown {
  const end = json.length - 2;
  const isAlone =
    json.length === ALONE_LENGTH &&
    json.startsWith(ALONE) &&
    json.indexOf('"', ALONE.length) === end &&
    json.endsWith('}');
  return isAlone ? { traceparent: json.slice(ALONE.length, end) } : parseJson(json);
}

/** Parses the JSON of an object; `undefined` for any other text, and for one that is too long. */
export function parseJson(json: string): unknown {
  // a byte order mark is white space to this
  const text = json.length > CARRIER_LIMIT ? '' : json.trimStart();
  if (text.charCodeAt(0) !== BRACE) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function bufferOf(value: ArrayBufferView | ArrayBuffer): Buffer {
  if (Buffer.isBuffer(value)) return value;
  return ArrayBuffer.isView(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.from(value);
}
