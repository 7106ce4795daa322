/** Tells classes from functions. */

/** Returns true for a class, which no call can open a span around. */
export function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}
