/** Puts a method in the place of one of Nest's, once a process. */

/** A method, whatever it takes. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** A class of Nest's, as far as it is looked at. */
export interface Class {
  readonly name: string;
  readonly prototype: object;
}

const REPLACED = Symbol.for('spanlink.nestjs.replaced');

/**
 * Replaces the class's own method by what is made of it; once, also where several copies of this package ask. What is
 * not there is left alone.
 */
export function replaceMethod(owner: Class | undefined, name: string, make: (original: Method) => Method): void {
  const prototype = owner?.prototype as { [REPLACED]?: Set<string> } | undefined;
  const descriptor = prototype && Object.getOwnPropertyDescriptor(prototype, name);
  if (prototype === undefined || typeof descriptor?.value !== 'function' || !descriptor.configurable) return;
  if (!Object.hasOwn(prototype, REPLACED)) Object.defineProperty(prototype, REPLACED, { value: new Set() });
  const replaced = prototype[REPLACED] as Set<string>;
  if (replaced.has(name)) return;
  replaced.add(name);
  const original = descriptor.value as Method;
  const method = make(original);
  for (const key of ['name', 'length'] as const)
    Object.defineProperty(method, key, { value: original[key], configurable: true });
  Object.defineProperty(prototype, name, { ...descriptor, value: method });
}
