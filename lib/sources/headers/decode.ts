/** Decodes the texts and bytes that clients deliver. */

const JSON_LIMIT = 65_536;

/** The bytes of a header that are read. */
export const VALUE_LIMIT = 8_192;

/** Returns text as it is, and bytes as Latin-1. */
export function decodeText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!ArrayBuffer.isView(value)) return undefined;
  // a copy of nothing but its text; a proxy's prototype is not asked for, as it is no view
  if (Buffer.isBuffer(value)) return value.toString('latin1', 0, VALUE_LIMIT);
  return Buffer.from(value.buffer, value.byteOffset, Math.min(value.byteLength, VALUE_LIMIT)).toString('latin1');
}

/**
 * The beginning of a carrier that holds a W3C `traceparent` and nothing else, as most do: recognising it takes a
 * quarter of the time of parsing it.
 */
const ALONE = '{"traceparent":"';

/** Parses a carrier from JSON; `undefined` for any other text, and for one that is too long. */
export function parseCarrier(json: string): unknown {
  const end = json.length - 2;
  const isAlone =
    json.length < 100 && json.startsWith(ALONE) && json.indexOf('"', ALONE.length) === end && json.endsWith('}');
  return isAlone ? { traceparent: json.slice(ALONE.length, end) } : parseJson(json);
}

/** Parses the JSON of an object; `undefined` for any other text, and for one that is too long. */
export function parseJson(json: string, limit = JSON_LIMIT): unknown {
  if (json.charCodeAt(0) !== 123 || json.length > limit) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
