/** The size of a value as JSON, without writing it: for bounds on answers and on the rows that they are made of. */

// no character of these is escaped, and each is one byte
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** Returns the bytes of a value as JSON in UTF-8; a few less for numbers. */
export function jsonSize(value: unknown): number {
  if (typeof value === 'string') return PLAIN.test(value) ? value.length + 2 : Buffer.byteLength(JSON.stringify(value));
  if (typeof value !== 'object' || value === null) return value === undefined ? 0 : 8;
  let size = 2;
  if (Array.isArray(value)) {
    for (const item of value) size += jsonSize(item) + 1;
    return size;
  }
  for (const [key, field] of Object.entries(value))
    if (field !== undefined) size += jsonSize(key) + jsonSize(field) + 2;
  return size;
}
