/** `@Traced`: every method of a class gets `@Span()`. */
import type { Callable } from '../lib/spans/span-plan.js';
import { spanlinkError } from '../lib/global/errors.js';
import { isClass } from '../lib/calls/is-class.js';
import { declareMethod, isContext, notCalled } from './method.js';
import { takeParameters } from './link-from-parameters.js';

/** What `@Traced` takes. */
export interface TracedOptions {
  /** Names of methods that get no span. */
  exclude?: readonly string[];
}

/** Decorates a class, in either decorator model. */
export interface ClassDecorator {
  // legacy
  (target: Class, context?: undefined): void;
  // standard
  (target: Class, context: { readonly kind: 'class' }): void;
}

/** Every class there can be, also an abstract one, or one that nobody else constructs. */
interface Class {
  readonly prototype: object;
}

/**
 * Gives every method of the class's own a span, static ones too; inherited ones, `#private` ones, accessors and fields
 * are left alone. A method with `@Span` or `@LinkFrom` keeps what these say.
 *
 * The same as writing `@Span()` on each method.
 *
 * On anything but a class it throws a `TypeError` with `code: 'ERR_SPANLINK_NOT_A_CLASS'`, at decoration.
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
  const decorate = (target: unknown, context?: unknown): void => {
    const isClass =
      typeof target === 'function' && (isContext(context) ? context.kind === 'class' : context === undefined);
    if (!isClass) {
      const found = isContext(context) ? `a ${context.kind}` : 'a member';
      throw spanlinkError(
        'ERR_SPANLINK_NOT_A_CLASS',
        `@Traced decorates classes; this is ${found}. Put @Span() there.`,
      );
    }
    traceMembers(target.prototype as object, exclude);
    traceMembers(target, exclude);
  };
  return decorate as ClassDecorator;
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

/** A method, and not a class that is kept in a static field. */
function isMethod(key: PropertyKey, value: unknown): value is Callable {
  return key !== 'constructor' && typeof value === 'function' && !isClass(value);
}
