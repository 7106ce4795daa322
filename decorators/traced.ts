/** `@Traced`: every method of a class gets `@Span()`. */
import { isClass } from '../lib/calls/is-class.js';
import type { Callable } from '../lib/spans/span-plan.js';
import { type ClassDecorator, decorateClass } from './class.js';
import { takeParameters } from './link-from-parameters.js';
import { declareMethod, notCalled } from './method.js';

/** The options of `@Traced`. */
export interface TracedOptions {
  /** Names of methods that get no span. */
  exclude?: readonly string[];
}

/**
 * Gives every method that the class itself declares a span, static ones too; inherited ones, `#private` ones, accessors
 * and fields are left alone. A method with `@Span` or `@LinkFrom` keeps its own declaration.
 *
 * The same as writing `@Span()` on each method.
 *
 * @throws {TypeError} `ERR_SPANLINK_NOT_A_CLASS`, at decoration, on anything but a class.
 *
 * @example
 * @Traced({ exclude: ['health'] })
 * class Orders {
 *   async place(order: Order) {}
 *   health() {}
 * }
 */
export function Traced(options: TracedOptions = {}): ClassDecorator {
  // a class or a prototype, as it was written without parentheses
  if (typeof options === 'function' || Object.hasOwn(options, 'constructor')) throw notCalled('@Traced');
  const exclude = new Set<PropertyKey>(options.exclude);
  return decorateClass('@Traced', '@Span', (target) => {
    traceMembers(target.prototype, exclude);
    traceMembers(target, exclude);
  });
}

function traceMembers(target: object, exclude: ReadonlySet<PropertyKey>): void {
  for (const key of Reflect.ownKeys(target)) {
    const descriptor = Object.getOwnPropertyDescriptor(target, key);
    const method: unknown = descriptor?.value;
    if (exclude.has(key) || !isMethod(key, method) || !descriptor?.configurable || descriptor.enumerable) continue;
    const selections = takeParameters(target, key);
    Object.defineProperty(target, key, { ...descriptor, value: declareMethod(method, key, target, { selections }) });
  }
}

/** Returns true for a method, and not for a class that is kept in a static field. */
function isMethod(key: PropertyKey, value: unknown): value is Callable {
  return key !== 'constructor' && typeof value === 'function' && !isClass(value);
}
