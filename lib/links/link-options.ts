/** The options of links. */
import type { Attributes } from '@opentelemetry/api';

/**
 * Why a link exists; any other text is allowed. `parent` and `child` are OpenCensus's link types.
 *
 * @example
 * ```ts
 * const relation: Relation = 'retry_of'; // or any text of your own
 * linksFrom(message, { relation });
 * ```
 */
export type Relation =
  | 'caller'
  | 'triggered'
  | 'origin'
  | 'previous'
  | 'retry_of'
  | 'resumes'
  | 'compensates'
  | 'dead_letter_of'
  | 'batch_item'
  | 'turn'
  | 'handoff'
  | 'delegated'
  | 'tool_result'
  | 'parent'
  | 'child'
  | (string & {});

/**
 * The options of each link of a source.
 *
 * @example
 * ```ts
 * const options: LinkOptions = {
 *   relation: 'batch_item',
 *   attributes: (item, index) => ({ 'batch.line': index + 1 }),
 * };
 * linksFrom(batch, options);
 * ```
 */
export interface LinkOptions {
  /** Recorded on the link as `spanlink.relation`, and under each of `relationAliases`. */
  relation?: Relation;
  /** Attributes of every link, or a function of the item and its index in the source as given. */
  attributes?: Attributes | FromArguments<Attributes | undefined, [item: unknown, index: number]>;
}

/** The names of those options. */
export const LINK_OPTION_NAMES = ['relation', 'attributes'] as const satisfies readonly (keyof LinkOptions)[];

/**
 * A function of the decorated method's arguments, with the instance as `this`. Parameters without an annotation are
 * inferred from the method; in options that are declared apart from it they are `unknown` unless `Arguments` is given.
 *
 * @example
 * ```ts
 * const causeOf: FromArguments<LinkSource, [order: Order]> = (order) => order.traceparent;
 *
 * class Orders {
 *   @LinkFrom(causeOf)
 *   async ship(order: Order) {}
 * }
 * ```
 */
export type FromArguments<Result, Arguments extends readonly unknown[]> = Annotated<Arguments, Result>['call'];

/** A function whose parameters may be annotated more narrowly than they are known here, as a method's may. */
interface Annotated<Arguments extends readonly unknown[], Result> {
  call(...args: Arguments): Result;
}
