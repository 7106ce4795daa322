/** Patches a method of one of Nest's classes, once a process. */

/** A method with any parameters. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** The part of a class that is read here. */
export interface Class {
  readonly name: string;
  readonly prototype: object;
}

const PATCHED = Symbol.for('spanlink.nestjs.patched');

/**
 * Replaces a class's own method, once, even if several copies of this package ask. Does nothing if the class or the
 * method is missing.
 *
 * @param wrap Makes the new method from the original.
 */
export function patchMethod(owner: Class | undefined, name: string, wrap: (original: Method) => Method): void {
  const prototype = owner?.prototype as { [PATCHED]?: Set<string> } | undefined;
  const descriptor = prototype && Object.getOwnPropertyDescriptor(prototype, name);
  if (prototype === undefined || typeof descriptor?.value !== 'function' || !descriptor.configurable) return;
  if (!Object.hasOwn(prototype, PATCHED)) Object.defineProperty(prototype, PATCHED, { value: new Set() });
  const patched = prototype[PATCHED] as Set<string>;
  if (patched.has(name)) return;
  patched.add(name);
  const original = descriptor.value as Method;
  const method = wrap(original);
  for (const key of ['name', 'length'] as const)
    Object.defineProperty(method, key, { value: original[key], configurable: true });
  Object.defineProperty(prototype, name, { ...descriptor, value: method });
}
