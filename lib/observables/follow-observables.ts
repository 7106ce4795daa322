/** Follows the Observables that methods return: a span for each subscription. */
import { types } from 'node:util';
import type { Context, Tracer } from '@opentelemetry/api';
import { callHooks } from '../calls/call-hooks.js';
import { apply } from '../calls/call-in-span.js';
import { followToEnd } from '../calls/completion.js';
import { fail } from '../calls/end.js';
import { endWhenCollected } from '../calls/finalization.js';
import { reportFailure } from '../global/report.js';
import { isSuppressed } from '../global/suppression.js';
import { activeContext, runIn } from '../spans/active-context.js';
import type { Call, Next } from '../spans/span-plan.js';
import type { StartedSpan } from '../spans/started-span.js';
import { isObservablePrototype, isPipedSubject, isPlainObservable, type ObservableShape } from './observable-shape.js';
import { observe } from './observe.js';
import { SubscriptionSpans } from './subscription-spans.js';
import { adoptGuard } from '../spans/adopt-guard.js';

/**
 * Follows Observables in this process, from now on: of a method that returns one, each subscription has a span, active
 * in the source and not in the subscriber. Once is enough, for all copies of the package. Never throws.
 *
 * @example
 * ```ts
 * import { interval, type Observable } from 'rxjs';
 *
 * followObservables();
 * class Clock {
 *   @Span() ticks(): Observable<number> {
 *     return interval(1_000);
 *   }
 * }
 * new Clock().ticks().subscribe().unsubscribe(); // a span from the first call to the second
 * ```
 */
export function followObservables(): void {
  const hooks = callHooks();
  hooks.interceptor ??= interceptObservables;
  hooks.follow ??= followReturned;
}

/** A method that is known to return Observables has its span at a subscription, or where its body needs it. */
function interceptObservables(tracer: Tracer, call: Call, next: Next): unknown {
  const { cache } = call.plan;
  // the Observable of an async function comes after work that has a span
  const isKnown = !types.isAsyncFunction(call.callee) && (cache.givesObservables ??= isDeclared(call));
  const active = activeContext();
  return isKnown && !isSuppressed(active) ? callLazily(call, active) : next(tracer, call);
}

/** Returns true where TypeScript declared it, as it does of legacy decorators with `emitDecoratorMetadata`. */
function isDeclared({ plan, self }: Call): boolean {
  try {
    const { getMetadata } = Reflect as { getMetadata?(key: string, target: unknown, name: string): unknown };
    const type = getMetadata?.('design:returntype', self, plan.method);
    return typeof type === 'function' && isObservablePrototype(type.prototype);
  } catch {
    return false;
  }
}

function callLazily(call: Call, active: Context): unknown {
  const spans = new SubscriptionSpans(call, { parent: active, adopted: adoptGuard(call.args) });
  const startTime = Date.now();
  let result: unknown;
  try {
    result = runIn(spans.context, apply, call);
  } catch (error) {
    fail(call, spans.startAt(startTime), error);
    throw error;
  }
  return replace(call, spans, result) ?? followToEnd(call, spans.startAt(startTime), result);
}

function followReturned(call: Call, span: StartedSpan | undefined, value: object): unknown {
  const spans = new SubscriptionSpans(call, { started: span });
  const observable = replace(call, spans, value);
  if (observable !== undefined) call.plan.cache.givesObservables = true;
  return observable;
}

/** Returns the Observable that stands in the place of the method's; `undefined` for anything else. */
function replace(call: Call, spans: SubscriptionSpans, value: unknown): object | undefined {
  try {
    const isPlain = isPlainObservable(value);
    const observable = isPlain || isPipedSubject(value) ? observe(value, spans) : undefined;
    if (observable === undefined) return undefined;
    if (isPlain) copyProperties(value, observable);
    endWhenCollected(observable, spans.leave());
    return observable;
  } catch (error) {
    reportFailure(call.plan.cache.site, 'could not follow its Observable; its span ends at the return', error);
    return undefined;
  }
}

/** Copies what was put on an Observable (the `connect` of RxJS, a name), and is no part of how it works. */
function copyProperties(from: ObservableShape, to: ObservableShape): void {
  for (const key of Reflect.ownKeys(from)) {
    if (!(key in to)) Object.defineProperty(to, key, Object.getOwnPropertyDescriptor(from, key) as PropertyDescriptor);
  }
}
