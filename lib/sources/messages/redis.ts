/** An entry of a Redis stream as ioredis returns it: its id, and its fields as names and values in turn. */

/** `1526919030474-0`, or with no more than a time. */
const ID = /^\d+(-\d+)?$/;

/** Returns the names and values of an entry; `undefined` for any other list, whatever is in it. */
export function entryFields(item: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(item) || item.length !== 2) return undefined;
  const [id, fields] = item as [unknown, unknown];
  // without an id before it, the second item may be anything, such as a proxy that throws in Array.isArray
  if (typeof id !== 'string' || !ID.test(id)) return undefined;
  try {
    const isEntry =
      Array.isArray(fields) &&
      fields.length % 2 === 0 &&
      fields.every((field, at) => at % 2 === 1 || typeof field === 'string');
    return isEntry ? (fields as readonly unknown[]) : undefined;
  } catch {
    return undefined;
  }
}
