/** Decorates classes, in either decorator model. */
import { spanlinkError } from '../lib/global/errors.js';
import { isContext } from './method.js';

/**
 * Decorates a class, in either decorator model.
 *
 * @example
 * ```ts
 * const traceAll: ClassDecorator = Traced({ exclude: ['health'] });
 *
 * @traceAll
 * class Orders {
 *   async place(order: Order) {}
 *   health() {}
 * }
 * ```
 */
export interface ClassDecorator {
  // legacy
  (target: Class, context?: undefined): void;
  // standard
  (target: Class, context: { readonly kind: 'class' }): void;
}

/** Any class, including abstract classes and classes with a private constructor. */
interface Class {
  readonly prototype: object;
}

/** A class, as a decorator finds it. */
export interface DecoratedClass extends Class {
  readonly name: string;
}

/**
 * Returns a decorator that applies to classes.
 *
 * @param decorator Its name in errors, such as `@Traced`.
 * @param forMethods The decorator that an error names for a method.
 * @param apply Is given the class, and the metadata of its members in the standard model.
 * @throws {TypeError} `ERR_SPANLINK_NOT_A_CLASS`, from the decorator, on anything but a class.
 */
export function decorateClass(
  decorator: string,
  forMethods: string,
  apply: (target: DecoratedClass, metadata: unknown) => void,
): ClassDecorator {
  return (target: unknown, context?: unknown): void => {
    const isClass =
      typeof target === 'function' && (isContext(context) ? context.kind === 'class' : context === undefined);
    if (!isClass) {
      const found = isContext(context) ? `a ${context.kind}` : 'a member';
      const message = `${decorator} decorates classes; this is ${found}. Put ${forMethods}() there.`;
      throw spanlinkError('ERR_SPANLINK_NOT_A_CLASS', message);
    }
    apply(target, isContext(context) ? context.metadata : undefined);
  };
}
