/** The options of spans. */
import type { Attributes, SpanKind } from '@opentelemetry/api';
import type { FromArguments } from '../links/link-options.js';
import type { LinkSource } from '../sources/link-source.js';

/**
 * Options that concern the start of a span alone; every function gets the method's arguments.
 *
 * @example
 * ```ts
 * const options: StartOptions<[]> = { kind: SpanKind.CONSUMER, root: true, links: message };
 * using span = startSpan('import', options);
 * ```
 */
export interface StartOptions<Arguments extends readonly unknown[] = unknown[]> {
  /** OpenTelemetry's span kind; `INTERNAL` by default. */
  kind?: SpanKind;
  /** Attributes that are there when the span starts, so that samplers see them. */
  attributes?: Attributes | FromArguments<Attributes | undefined, Arguments>;
  /** The causes of this span; for a relation, write `linksFrom(source, { relation })` here, or use `@LinkFrom`. */
  links?: LinkSource | FromArguments<LinkSource, Arguments>;
  /** Starts a new trace; the ambient span is neither parent nor linked. */
  root?: boolean;
  /** Starts a new trace, linked back to the caller's span; `'both'` also links the caller's span to this one. */
  linkCaller?: boolean | 'both';
  /**
   * Continues that trace. The parent is linked as well (`parent`), and so is the ambient span (`caller`). Where it
   * holds no context, `root`, `linkCaller` or the ambient span decide.
   */
  parent?: FromArguments<LinkSource, Arguments>;
}

/** The names of those options. */
export const START_OPTION_NAMES = [
  'kind',
  'attributes',
  'links',
  'root',
  'linkCaller',
  'parent',
] as const satisfies readonly (keyof StartOptions)[];

/**
 * Everything `@Span` takes. All functions also get the instance as `this`.
 *
 * @example
 * ```ts
 * const options: SpanOptions<[order: Order]> = {
 *   name: (order) => `ship ${order.id}`,
 *   attributes: (order) => ({ 'order.id': order.id }),
 *   isError: (error) => !(error instanceof RangeError),
 * };
 *
 * class Orders {
 *   @Span(options)
 *   async ship(order: Order) {}
 * }
 * ```
 */
export interface SpanOptions<Arguments extends readonly unknown[] = unknown[]> extends StartOptions<Arguments> {
  /** The span's name, or a function of the arguments; `Class.method` by default. */
  name?: string | FromArguments<string, Arguments>;
  /** Attributes read from the method's result: the value, or what its promise or generator ended with. */
  result?: FromArguments<Attributes | undefined, [value: unknown, ...Arguments]>;
  /** Returns whether something thrown is an error of this span; everything is, by default. */
  isError?: FromArguments<boolean, [error: unknown, ...Arguments]>;
}

/** The names of all of them. */
export const SPAN_OPTION_NAMES = [
  ...START_OPTION_NAMES,
  'name',
  'result',
  'isError',
] as const satisfies readonly (keyof SpanOptions)[];
