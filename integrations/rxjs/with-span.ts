/** An operator that opens a span for each subscription of its source. */
import type { MonoTypeOperatorFunction } from 'rxjs';
import type { ObservableShape } from '../../lib/observables/observable-shape.js';
import { observe } from '../../lib/observables/observe.js';
import { type Call, createPlan } from '../../lib/spans/span-plan.js';
import { SubscriptionSpans } from '../../lib/observables/subscription-spans.js';
import { checkOptionNames } from '../../lib/global/option-names.js';
import { warnOnce } from '../../lib/global/report.js';
import { type SpanOptions, START_OPTION_NAMES, type StartOptions } from '../../lib/spans/span-options.js';

/**
 * The options of a subscription's span; functions are called at each subscription.
 *
 * @example
 * ```ts
 * const options: WithSpanOptions = { links: upload, isError: (error) => !(error instanceof RangeError) };
 * readRows(file).pipe(withSpan('import', options));
 * ```
 */
export interface WithSpanOptions extends StartOptions<[]> {
  /** Returns whether the source's error is an error of the span; everything is, by default. */
  isError?: NonNullable<SpanOptions<[]>['isError']>;
}

/** The names of those options. */
export const WITH_SPAN_OPTION_NAMES = [
  ...START_OPTION_NAMES,
  'isError',
] as const satisfies readonly (keyof WithSpanOptions)[];

/**
 * Opens a span of that name for each subscription, for a source that no decorated method returns: started at
 * `subscribe`, active in everything above the operator, ended at complete, error or unsubscribe. Never throws.
 *
 * @example
 * ```ts
 * const rows$ = readRows(file).pipe(withSpan('import', { links: upload, kind: SpanKind.CONSUMER }));
 * ```
 */
export function withSpan<T>(name: string, options: WithSpanOptions = {}): MonoTypeOperatorFunction<T> {
  checkOptionNames(`withSpan '${name}'`, options, WITH_SPAN_OPTION_NAMES);
  const plan = createPlan(name, options as SpanOptions);
  return (source) => {
    const call: Call = { plan, callee: () => source, self: undefined, args: [] };
    const spans = new SubscriptionSpans(call);
    const observed = observe(source as unknown as ObservableShape, spans);
    if (observed === undefined)
      warnOnce(
        `withSpan '${name}'`,
        'expected an Observable of RxJS, found another value, and left it as it is; put it into pipe()',
      );
    return (observed as typeof source | undefined) ?? source;
  };
}
