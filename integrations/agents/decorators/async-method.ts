/** The type of decorators of methods that wait: for a ledger, before their body or their first step. */

/**
 * Decorates an async method, or one that returns an async generator or stream, in either decorator model.
 *
 * @example
 * ```ts
 * const turn: AsyncMethodDecorator<[question: Question]> = Turn({ agent: 'planner' });
 *
 * class Planner {
 *   @turn
 *   async answer(question: Question) {
 *     return ask(question);
 *   }
 * }
 * ```
 */
export interface AsyncMethodDecorator<Arguments extends readonly unknown[]> {
  // legacy
  (target: object, key: PropertyKey, descriptor: AsyncDescriptor<Arguments>): void;
  // standard
  (method: AsyncMethod<Arguments>, context: { readonly kind: 'method' }): void;
  // both: TypeScript 5.2 infers `Arguments` from the last signature alone
  (
    ...args:
      | [target: object, key: PropertyKey, descriptor: AsyncDescriptor<Arguments>]
      | [method: AsyncMethod<Arguments>, context: { readonly kind: 'method' }]
  ): void;
}

/** The legacy model's descriptor of such a method. */
interface AsyncDescriptor<Arguments extends readonly unknown[]> {
  readonly value?: AsyncMethod<Arguments>;
}

type AsyncMethod<Arguments extends readonly unknown[]> = (
  ...args: Arguments
) => Promise<unknown> | AsyncIterable<unknown>;
