/** Access to the fields of a message. */
import { ignoreRejection } from '../../global/ignore-rejection.js';

/** Returns a field of the value; `undefined` if the value is no object. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** Returns what a method of the value answers; `undefined` without such a method. */
export function answer(value: unknown, name: string, ...args: readonly unknown[]): unknown {
  const method = field(value, name);
  return typeof method === 'function' ? ignoreRejection(method.apply(value, args) as unknown) : undefined;
}

/** Returns the value if it is a list of messages. */
export function asList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}
