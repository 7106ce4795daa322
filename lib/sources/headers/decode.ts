/** Text out of what clients deliver it in. */

const JSON_LIMIT = 65_536;

/** Bytes of a header that are read. */
export const VALUE_LIMIT = 8_192;

/** Text as it is, and bytes as the text they spell. */
export function decodeText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!ArrayBuffer.isView(value)) return undefined;
  // a copy of nothing but its text; a proxy's prototype is not asked for, as it is no view
  if (Buffer.isBuffer(value)) return value.toString('latin1', 0, VALUE_LIMIT);
  return Buffer.from(value.buffer, value.byteOffset, Math.min(value.byteLength, VALUE_LIMIT)).toString('latin1');
}

/**
 * How a carrier begins that is a W3C `traceparent` and nothing else, as most are: telling that is a quarter of parsing
 * it.
 */
const ALONE = '{"traceparent":"';

/** The carrier that a JSON text is; `undefined` for any other text, and for one that is too long. */
export function parseCarrier(json: string): unknown {
  const end = json.length - 2;
  const isAlone =
    json.length < 100 && json.startsWith(ALONE) && json.indexOf('"', ALONE.length) === end && json.endsWith('}');
  return isAlone ? { traceparent: json.slice(ALONE.length, end) } : parseJson(json);
}

/** What the JSON text of an object says; `undefined` for any other text, and for one that is too long. */
export function parseJson(json: string, limit = JSON_LIMIT): unknown {
  if (json.charCodeAt(0) !== 123 || json.length > limit) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
