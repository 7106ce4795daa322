/** `@LinkFrom`: a method's span is linked to the causes in its arguments. */
import { spanlinkError } from '../lib/global/errors.js';
import { checkOptionNames } from '../lib/global/option-names.js';
import type { LinkSource } from '../lib/sources/link-source.js';
import { isClass } from '../lib/calls/is-class.js';
import { declareMethod, decorateMethod, isContext, type MethodDecorator, notAMethod, notCalled } from './method.js';
import { addParameter } from './link-from-parameters.js';
import { type FromArguments, LINK_OPTION_NAMES, type LinkOptions } from '../lib/links/link-options.js';

/**
 * Decorates a parameter of a method; the legacy decorator model only, as the standard one has none.
 *
 * @example
 * ```ts
 * const fromMessage: ParameterDecorator = LinkFrom({ relation: 'triggered' });
 *
 * class Orders {
 *   async ship(@fromMessage message: Message) {}
 * }
 * ```
 */
// legacy
export type ParameterDecorator = (target: object, key: PropertyKey | undefined, index: number) => void;

/**
 * Links a method's span to every cause that an argument holds: a message, a batch, headers, a row, a span. The links
 * are there when the span starts. Alone it opens a span, as if `@Span()` stood beside it; the order does not matter.
 *
 * Takes the argument's index, or a function of the arguments (with the instance as `this`), whose parameters are
 * inferred from the method, or checked against it where they are annotated. On a parameter it takes options only; where
 * such a method has no other decorator of ours, calls have a span from the tick after the one that defines the class.
 *
 * The same as writing:
 * ```ts
 * process(batch) { return inSpan('Orders.process', { links: linksFrom(batch, options) }, () => work(batch)); }
 * ```
 *
 * @throws {TypeError} `ERR_SPANLINK_NOT_A_METHOD` or `ERR_SPANLINK_SELECTOR`, at decoration.
 *
 * @example
 * ```ts
 * class Orders {
 *   @LinkFrom(0, { relation: 'batch_item' })
 *   async processAll(batch: Message[]) {}
 *
 *   @LinkFrom((order: Order, items: Item[]) => items)
 *   async pack(order: Order, items: Item[]) {}
 * }
 * ```
 */
export function LinkFrom(argument: number, options?: LinkOptions): MethodDecorator;
export function LinkFrom<Arguments extends readonly unknown[]>(
  select: FromArguments<LinkSource, Arguments>,
  options?: LinkOptions,
): MethodDecorator<Arguments>;
export function LinkFrom(options?: LinkOptions): ParameterDecorator;
export function LinkFrom(
  from?: number | FromArguments<LinkSource, never[]> | LinkOptions,
  options?: LinkOptions,
  ...others: unknown[]
): MethodDecorator | ParameterDecorator {
  // a class, a method or a prototype, with its key or context
  if (isClass(from) || isContext(options) || others.length > 0 || !isOptions(options))
    throw notCalled('@LinkFrom', '@LinkFrom(0)');
  if (typeof from === 'function' || typeof from === 'number') {
    if (typeof from === 'number' && !(Number.isInteger(from) && from >= 0)) throw badSelector(from);
    const check = (_callee: unknown, site: string): void => checkNames(site, options);
    return decorateMethod('@LinkFrom', { selections: [{ from, options }], check });
  }
  if (!isOptions(from)) throw badSelector(from);
  return decorateParameter(from);
}

function decorateParameter(options: LinkOptions | undefined): ParameterDecorator {
  return (target: object, key: PropertyKey | undefined, index: unknown) => {
    if (key === undefined) throw notAMethod('@LinkFrom', 'constructor parameter', key, target);
    if (typeof index !== 'number') throw badSelector(options);
    checkNames(String(key), options);
    addParameter(target, key, { from: index, options }, (method, selections) =>
      declareMethod(method, key, target, { selections }),
    );
  };
}

/** Returns true for options, or none. */
function isOptions(value: unknown): value is LinkOptions | undefined {
  return value === undefined || (typeof value === 'object' && value !== null);
}

function checkNames(site: string, options: LinkOptions | undefined): void {
  checkOptionNames(`@LinkFrom of ${site}`, options, LINK_OPTION_NAMES);
}

function badSelector(found: unknown): TypeError {
  return spanlinkError(
    'ERR_SPANLINK_SELECTOR',
    `@LinkFrom on a method takes an argument's place (0, 1, …) or a function of the arguments; ` +
      `it got ${String(found)}. Write @LinkFrom(0).`,
  );
}
