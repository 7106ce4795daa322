/** Text out of what clients deliver it in. */

const JSON_LIMIT = 65_536;

/** Bytes of a header that are read. */
export const VALUE_LIMIT = 8_192;

/** Text as it is, and bytes as the text they spell. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!ArrayBuffer.isView(value)) return undefined;
  return Buffer.from(value.buffer, value.byteOffset, Math.min(value.byteLength, VALUE_LIMIT)).toString('latin1');
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
