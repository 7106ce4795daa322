/** Decorates methods, in either decorator model; `class.ts` and `members.ts` know the other parts of the two. */
import type { Callable } from '../lib/spans/span-plan.js';
import { spanlinkError } from '../lib/global/errors.js';
import { type NewDeclaration, traceFunction } from '../lib/calls/traced-function.js';
import type { Member } from '../lib/calls/traced-members.js';
import { classNameOf } from '../lib/spans/class-names.js';
import { takeParameters } from './link-from-parameters.js';
import { membersOf, membersOfContext } from './members.js';

/**
 * Decorates a method whose arguments are given to functions of `Arguments`, in either decorator model.
 *
 * @example
 * ```ts
 * const fromMessage: MethodDecorator = LinkFrom(0, { relation: 'triggered' });
 *
 * class Orders {
 *   @fromMessage
 *   async ship(message: Message) {}
 * }
 * ```
 */
export interface MethodDecorator<Arguments extends readonly unknown[] = unknown[]> {
  // legacy, in what composes decorators, where no method is known yet: TypeScript's own MethodDecorator
  <Key extends PropertyKey>(
    target: object,
    key: string extends Key ? Key : never,
    descriptor: PropertyDescriptor,
  ): void;
  // legacy
  (
    target: object,
    key: PropertyKey,
    descriptor: MethodDescriptor,
  ): Checked<{ readonly value: Replacement<Arguments> }, Arguments>;
  // standard
  (method: AnyMethod, context: MethodContext): Checked<Replacement<Arguments>, Arguments>;
  // both: TypeScript 5.2 infers `Arguments` from the last signature alone
  (
    ...args:
      [target: object, key: PropertyKey, descriptor: MethodDescriptor] | [method: AnyMethod, context: MethodContext]
  ): Checked<{ readonly value: Replacement<Arguments> } | Replacement<Arguments>, Arguments>;
}

/** The legacy model's descriptor of a method. */
interface MethodDescriptor {
  readonly value?: AnyMethod;
}

/** The standard model's context of a method. */
interface MethodContext {
  readonly kind: 'method';
}

/** Any method. */
type AnyMethod = (...args: never[]) => unknown;

/**
 * The type that the compiler accepts in the place of a method that takes `Arguments`, and of no other: for `[Order]`,
 * `(order: Order) => never` replaces `place(order: Order)`, and not `count(orders: Order[])`.
 */
type Replacement<Arguments extends readonly unknown[]> = (...args: Arguments) => never;

/**
 * Checks nothing (`undefined`) where the decorator does not look at the arguments: for `unknown[]`, any method is
 * accepted, also a type guard (`isOpen(order): order is OpenOrder`), which nothing could replace.
 */
type Checked<Result, Arguments extends readonly unknown[]> = unknown[] extends Arguments ? undefined : Result;

/**
 * Keeps the compiler from inferring `Arguments` from a function in the options, which may take fewer than the method:
 * for `@Span({ attributes: (order: Order) => … })` on `place(order: Order, user: User)` they are the method's.
 */
export type Known<Arguments extends readonly unknown[]> = Arguments extends infer Same extends readonly unknown[]
  ? Same
  : never;

/** Returns a decorator that adds the declaration to the method it stands on. */
export function decorateMethod<Arguments extends readonly unknown[]>(
  decorator: string,
  declaration: NewDeclaration,
): MethodDecorator<Arguments> {
  const decorate = (target: unknown, keyOrContext: unknown, descriptor?: PropertyDescriptor | number): unknown => {
    if (isContext(keyOrContext)) {
      const { kind, name } = keyOrContext;
      if (kind !== 'method') throw notAMethod(decorator, kind, name, undefined);
      return declareMethod(target as Callable, name, undefined, declaration, membersOfContext(keyOrContext));
    }
    const key = keyOrContext as PropertyKey | undefined;
    const kind = kindOf(key, descriptor);
    if (kind !== 'method' || key === undefined) throw notAMethod(decorator, kind, key, target);
    const selections = [...(declaration.selections ?? []), ...takeParameters(target as object, key)];
    // in the descriptor itself, as functions that compose decorators (applyDecorators of NestJS) ignore what these
    // return
    const found = descriptor as { value: Callable };
    found.value = declareMethod(found.value, key, target as object, { ...declaration, selections });
    return found;
  };
  return decorate as MethodDecorator<Arguments>;
}

/**
 * Adds a declaration to a method that was found on a class or prototype.
 *
 * @param members The places by which the method is found below a wrapper of somebody else.
 */
export function declareMethod(
  method: Callable,
  key: PropertyKey,
  target: object | undefined,
  declaration: NewDeclaration,
  members: readonly Member[] = target === undefined ? [] : membersOf(target, key),
): Callable {
  const name = typeof key === 'symbol' ? `[${key.description ?? ''}]` : String(key);
  const site = target === undefined ? '' : path(key, target);
  return traceFunction(method, { name, isMember: true, site, members }, declaration);
}

/** Returns true for the context that a decorator of the standard model gets. */
export function isContext(value: unknown): value is DecoratorContext {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/**
 * Returns the error of a decorator that was written without parentheses.
 *
 * @param example The way to write it.
 */
export function notCalled(decorator: string, example = `${decorator}()`): TypeError {
  return spanlinkError(
    'ERR_SPANLINK_NOT_CALLED',
    `${decorator} decorates when it has been called; write ${example}, with parentheses.`,
  );
}

/** Returns the error of a method decorator that stands on something else. */
export function notAMethod(decorator: string, kind: string, key: PropertyKey | undefined, target: unknown): TypeError {
  const article = kind === 'accessor' ? 'an' : 'a';
  return spanlinkError(
    'ERR_SPANLINK_NOT_A_METHOD',
    `${decorator} decorates methods; \`${path(key, target)}\` is ${article} ${kind}. ` +
      'Put it on a method, or call inSpan() there.',
  );
}

function kindOf(key: PropertyKey | undefined, descriptor: PropertyDescriptor | number | undefined): string {
  if (typeof descriptor === 'number') return key === undefined ? 'constructor parameter' : 'parameter';
  if (key === undefined) return 'class';
  if (descriptor?.get !== undefined) return 'getter';
  if (descriptor?.set !== undefined) return 'setter';
  return typeof descriptor?.value === 'function' ? 'method' : 'field';
}

function path(key: PropertyKey | undefined, target: unknown): string {
  const owner = classNameOf(typeof target === 'function' ? target : (target as object | undefined)?.constructor);
  return [owner, key === undefined ? undefined : String(key)].filter((part) => part).join('.');
}
