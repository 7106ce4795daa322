/** Tells a list of headers from a list of sources. */

const NAMES_LIMIT = 10_000;

/**
 * Whether an array is one container of headers: pairs of name and value, or objects of one header each with names
 * that differ. Rows of one column, and lists of nested sources, are not.
 */
export function isHeaderList(items: readonly unknown[]): boolean {
  if (items.length === 0 || items.length > NAMES_LIMIT) return false;
  try {
    // one object alone may as well be a row, which reads the same
    if (items.length === 1) return isPair(items[0]);
    const names = new Set<string>();
    for (const item of items) {
      if (isPair(item)) continue;
      const name = onlyHeader(item);
      if (name === undefined || names.has(name)) return false;
      names.add(name);
    }
    return true;
  } catch {
    return false;
  }
}

/** A name and a value; two `traceparent`s are a list of sources, but no name looks like one. */
function isPair(item: unknown): boolean {
  return Array.isArray(item) && item.length === 2 && typeof item[0] === 'string' && item[0].length < 49 && isValue(item[1]);
}

function onlyHeader(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
  const names = Object.keys(item);
  const name = names[0];
  if (name === undefined || names.length > 1) return undefined;
  const value: unknown = Object.getOwnPropertyDescriptor(item, name)?.value;
  return isValue(value) ? name.toLowerCase() : undefined;
}

function isValue(value: unknown): boolean {
  return typeof value === 'string' || ArrayBuffer.isView(value) || (Array.isArray(value) && value.every(isValue));
}
