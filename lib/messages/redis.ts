/** An entry of a Redis stream as ioredis gives it: its id, and its fields as names and values in turn. */

/** `1526919030474-0`, or with no more than a time. */
const ID = /^\d+(-\d+)?$/;

/** The names and values of an entry; `undefined` for any other list. */
export function entryFields(item: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(item) || item.length !== 2 || !Array.isArray(item[1]) || item[1].length % 2 === 1) return undefined;
  const [id, fields] = item as [unknown, unknown[]];
  const isEntry = typeof id === 'string' && ID.test(id) && fields.every((field, at) => at % 2 === 1 || typeof field === 'string');
  return isEntry ? fields : undefined;
}
