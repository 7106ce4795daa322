/** Names of classes, which default names of spans begin with. */
import { registered } from '../global/registry.js';

/** The names that the application gave, which a minifier cannot change. */
const givenNames = /* @__PURE__ */ registered('class-names', () => new WeakMap<object, string>());

/** Names that no author wrote: those of TypeScript for a decorated class without one, and of `mixin()` of NestJS. */
const GENERATED = /^(?:class_\d+|[0-9a-f]{21})$/;

/** More classes above one another are no classes. */
const DEPTH = 100;

/** Gives a class the name that its spans bear, whatever the class is called at run time. */
export function nameClass(target: object, name: string): void {
  givenNames().set(target, name);
}

/** Returns the name of a class; for one without, as mixins and class decorators make them, that of the next above. */
export function classNameOf(target: unknown): string | undefined {
  const given = givenNames();
  let current = target as { readonly name?: unknown } | null | undefined;
  for (let depth = 0; depth < DEPTH && current !== null && current !== undefined; depth++) {
    const name: unknown = given.get(current) ?? current.name;
    if (typeof name !== 'string') return undefined;
    if (name !== '' && !GENERATED.test(name)) return name;
    current = Object.getPrototypeOf(current) as typeof current;
  }
  return undefined;
}
