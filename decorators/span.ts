/** `@Span`: a method gets its own span. */
import { decorateMethod, type Known, type MethodDecorator, notCalled } from './method.js';
import { checkOptionNames } from '../lib/global/option-names.js';
import { SPAN_OPTION_NAMES, type SpanOptions } from '../lib/spans/span-options.js';

/**
 * Gives a method its own span, which ends when the work does: at the return, when the promise settles, at the end of
 * the generator or stream. Name, length, metadata, result and errors of the method stay the same. Functions in the
 * options get its arguments, and as `this` the instance; their parameters are inferred from the method.
 *
 * The same as writing:
 * ```ts
 * process(order) { return inSpan('Orders.process', options, () => work(order)); }
 * ```
 *
 * @throws {TypeError} `ERR_SPANLINK_NOT_A_METHOD`, at decoration, on anything but a method.
 *
 * @example
 * ```ts
 * class Orders {
 *   @Span()
 *   async place(order: Order) {}
 *
 *   @Span('orders.ship', { kind: SpanKind.PRODUCER, attributes: (order: Order) => ({ 'order.id': order.id }) })
 *   async ship(order: Order) {}
 * }
 * ```
 */
export function Span(name?: string): MethodDecorator;
export function Span<Arguments extends readonly unknown[] = unknown[]>(
  options: SpanOptions<Known<Arguments>>,
): MethodDecorator<Arguments>;
export function Span<Arguments extends readonly unknown[] = unknown[]>(
  name: string,
  options: SpanOptions<Known<Arguments>>,
): MethodDecorator<Arguments>;
export function Span(nameOrOptions?: string | SpanOptions, options?: SpanOptions): MethodDecorator {
  const isName = typeof nameOrOptions === 'string';
  if (typeof nameOrOptions === 'function' || (!isName && options !== undefined)) {
    throw notCalled('@Span');
  }
  const given = isName ? { ...options, name: nameOrOptions } : (nameOrOptions ?? {});
  const check = (_callee: unknown, site: string): void =>
    checkOptionNames(`@Span of ${site}`, given, SPAN_OPTION_NAMES);
  return decorateMethod('@Span', { options: given, check });
}
