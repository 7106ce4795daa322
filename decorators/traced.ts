/** `@Traced`: every method of a class gets `@Span()`. */
import { isClass } from '../lib/calls/is-class.js';
import { checkOptionNames } from '../lib/global/option-names.js';
import { registered } from '../lib/global/registry.js';
import { nameClass } from '../lib/spans/class-names.js';
import { SPAN_OPTION_NAMES, type SpanOptions } from '../lib/spans/span-options.js';
import type { Callable } from '../lib/spans/span-plan.js';
import { type ClassDecorator, decorateClass, type DecoratedClass } from './class.js';
import { takeParameters } from './link-from-parameters.js';
import { membersOf, provideMetadata } from './members.js';
import { declareMethod, notCalled } from './method.js';

/**
 * The options of `@Traced`: those of `@Span` for every method of the class, and these.
 *
 * @example
 * ```ts
 * const options: TracedOptions = { name: 'Orders', exclude: ['health'], kind: SpanKind.SERVER };
 *
 * @Traced(options)
 * class OrdersOfToday {
 *   async place(order: Order) {}
 *   health() {}
 * }
 * ```
 */
export interface TracedOptions extends Omit<SpanOptions, 'name'> {
  /** Names of methods that get no span. */
  exclude?: readonly string[];
  /** The name that stands for the class in the names of its spans, also where a minifier renamed the class. */
  name?: string;
}

/** The names of those options. */
export const TRACED_OPTION_NAMES = [
  ...SPAN_OPTION_NAMES,
  'exclude',
] as const satisfies readonly (keyof TracedOptions)[];

/** The methods that `@Traced` excludes, by their class or prototype. */
const excludedMethods = /* @__PURE__ */ registered(
  'excluded-methods',
  () => new WeakMap<object, ReadonlySet<PropertyKey>>(),
);

/**
 * Gives every method that the class itself declares a span, static ones too; inherited ones, `#private` ones, accessors
 * and fields are left alone. A method with `@Span` or `@LinkFrom` keeps its own declaration, which the options of the
 * class complete.
 *
 * The same as writing `@Span(options)` on each method.
 *
 * @throws {TypeError} `ERR_SPANLINK_NOT_A_CLASS`, at decoration, on anything but a class.
 *
 * @example
 * ```ts
 * @Traced({ name: 'Orders', exclude: ['health'], kind: SpanKind.SERVER })
 * class Orders {
 *   async place(order: Order) {}
 *   health() {}
 * }
 * ```
 */
export function Traced(options?: TracedOptions): ClassDecorator;
export function Traced(options: TracedOptions = {}, ...others: unknown[]): ClassDecorator {
  // a class or a prototype, or nothing with a context, as it was written without parentheses
  if (typeof options === 'function' || others.length > 0) throw notCalled('@Traced');
  provideMetadata();
  const { exclude, name, ...defaults } = options;
  const excluded = new Set<PropertyKey>(exclude);
  return decorateClass('@Traced', '@Span', (target, metadata) => {
    checkOptionNames(`@Traced of ${target.name}`, options, TRACED_OPTION_NAMES);
    if (typeof name === 'string' && name !== '') nameClass(target, name);
    checkExcluded(target, excluded);
    for (const side of [target.prototype, target]) {
      excludedMethods().set(side, new Set([...(excludedMethods().get(side) ?? []), ...excluded]));
      traceMembers(side, { excluded, defaults, metadata });
    }
  });
}

/** Returns true for a method that `@Traced` on its class excludes. @param target The class or its prototype. */
export function isExcluded(target: object, key: PropertyKey): boolean {
  return excludedMethods().get(target)?.has(key) === true;
}

/** Warns of names that are no method of the class or of one above it. */
function checkExcluded(target: DecoratedClass, excluded: ReadonlySet<PropertyKey>): void {
  for (const name of excluded) {
    if (name in target.prototype || name in target) continue;
    void import('../lib/global/unknown-name.js').then(
      ({ warnOfValue }) => {
        const methods = [target.prototype, target].flatMap((side) =>
          Object.getOwnPropertyNames(side).filter(isNoBuiltIn),
        );
        warnOfValue(`@Traced of ${target.name}: exclude`, String(name), 'no method of the class', methods);
      },
      () => undefined,
    );
  }
}

function isNoBuiltIn(name: string): boolean {
  return !['constructor', 'length', 'name', 'prototype'].includes(name);
}

interface Declared {
  readonly excluded: ReadonlySet<PropertyKey>;
  readonly defaults: SpanOptions;
  readonly metadata: unknown;
}

function traceMembers(target: object, { excluded, defaults, metadata }: Declared): void {
  for (const key of Reflect.ownKeys(target)) {
    const descriptor = Object.getOwnPropertyDescriptor(target, key);
    const method: unknown = descriptor?.value;
    if (excluded.has(key) || !isMethod(key, method) || !descriptor?.configurable || descriptor.enumerable) continue;
    const declaration = { defaults, selections: takeParameters(target, key) };
    const value = declareMethod(method, key, target, declaration, membersOf(target, key, metadata));
    Object.defineProperty(target, key, { ...descriptor, value });
  }
}

/** Returns true for a method, and not for a class that is kept in a static field. */
function isMethod(key: PropertyKey, value: unknown): value is Callable {
  return key !== 'constructor' && typeof value === 'function' && !isClass(value);
}
