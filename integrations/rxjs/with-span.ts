/** An operator that gives each subscription of its source a span. */
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { MonoTypeOperatorFunction } from 'rxjs';
import type { ObservableShape } from '../../lib/observables/observable-shape.js';
import { observe } from '../../lib/observables/observe.js';
import { type Call, createPlan } from '../../lib/spans/span-plan.js';
import { SubscriptionSpans } from '../../lib/observables/subscription-spans.js';
import { warnOnce } from '../../lib/global/report.js';
import type { SpanOptions, StartOptions } from '../../lib/spans/span-options.js';

/** What the span of a subscription can have; functions are called at each subscription. */
export interface WithSpanOptions extends StartOptions<[]> {
  /** Whether what the source fails with is an error of the span; everything is, by default. */
  isError?: NonNullable<SpanOptions<[]>['isError']>;
}

/**
 * Gives each subscription a span of that name, for a source that no decorated method gives: started at `subscribe`,
 * active in all that stands above the operator, ended at complete, error or unsubscribe. Never throws.
 *
 * @example
 * const rows$ = readRows(file).pipe(withSpan('import', { links: upload, kind: SpanKind.CONSUMER }));
 */
export function withSpan<T>(name: string, options: WithSpanOptions = {}): MonoTypeOperatorFunction<T> {
  const plan = createPlan(name, options as SpanOptions);
  return (source) => {
    const call: Call = { plan, callee: () => source, self: undefined, args: [] };
    const spans = new SubscriptionSpans(call, { parent: ROOT_CONTEXT });
    const observed = observe(source as unknown as ObservableShape, spans);
    if (observed === undefined)
      warnOnce(
        `withSpan '${name}'`,
        'expected an Observable of RxJS, found another value, and left it as it is; put it into pipe()',
      );
    return (observed as typeof source | undefined) ?? source;
  };
}
