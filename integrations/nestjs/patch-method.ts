/** Puts a method in the place of one of Nest's, once a process. */

/** A method, whatever it takes. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** A class of Nest's, as far as it is looked at. */
export interface Class {
  readonly name: string;
  readonly prototype: object;
}

const PATCHED = Symbol.for('spanlink.nestjs.patched');

/**
 * Replaces the class's own method by what is made of it; once, also where several copies of this package ask. What is
 * not there is left alone.
 */
export function patchMethod(owner: Class | undefined, name: string, make: (original: Method) => Method): void {
  const prototype = owner?.prototype as { [PATCHED]?: Set<string> } | undefined;
  const descriptor = prototype && Object.getOwnPropertyDescriptor(prototype, name);
  if (prototype === undefined || typeof descriptor?.value !== 'function' || !descriptor.configurable) return;
  if (!Object.hasOwn(prototype, PATCHED)) Object.defineProperty(prototype, PATCHED, { value: new Set() });
  const patched = prototype[PATCHED] as Set<string>;
  if (patched.has(name)) return;
  patched.add(name);
  const original = descriptor.value as Method;
  const method = make(original);
  for (const key of ['name', 'length'] as const)
    Object.defineProperty(method, key, { value: original[key], configurable: true });
  Object.defineProperty(prototype, name, { ...descriptor, value: method });
}
