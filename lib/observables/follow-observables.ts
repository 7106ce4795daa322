/** Follows the Observables that methods give: a span for each subscription. */
import { types } from 'node:util';
import { type Context, context, ROOT_CONTEXT, type Tracer } from '@opentelemetry/api';
import { endWhenCollected } from '../calls/finalization.js';
import { apply, callInSpan, claim } from '../calls/call-in-span.js';
import { followToEnd } from '../calls/completion.js';
import { isSuppressed } from '../spans/frame.js';
import { LateFrame } from '../spans/lazy-context.js';
import { LateSpan } from './subscription-spans.js';
import { isObservablePrototype, isPipedSubject, isPlainObservable, type ObservableShape } from './observable-shape.js';
import { observe } from './observe.js';
import type { Call, Callable, SpanPlan } from '../spans/span-plan.js';
import { reportFailure } from '../global/report.js';
import { fail } from '../calls/end.js';
import { shared } from '../global/registry.js';

/**
 * Follows Observables in this process, from now on: of a method that gives one, each subscription has a span, active in
 * the source and not in the subscriber. Once is enough, for all copies of the package. Never throws.
 *
 * @example
 * followObservables();
 * orders.import(upload).subscribe();   // import has @Span(): a span from here to complete, error or unsubscribe
 */
export function followObservables(): void {
  const state = shared();
  state.around ??= callKnown;
  state.follow ??= followGiven;
}

/** A method that is known to give Observables has its span at a subscription, or where its body needs it. */
function callKnown(tracer: Tracer, plan: SpanPlan, callee: Callable, self: unknown, args: readonly unknown[]): unknown {
  // the Observable of an async function comes after work that has a span
  const isKnown = !types.isAsyncFunction(callee) && (plan.givesObservables ??= isDeclared(plan, self));
  if (!isKnown) return callInSpan(tracer, plan, callee, self, args);
  const active = context.active();
  return isSuppressed(active)
    ? callInSpan(tracer, plan, callee, self, args)
    : callLate({ plan, self, args, open: undefined }, callee, active);
}

/** Whether TypeScript says so, which it does of legacy decorators with `emitDecoratorMetadata`. */
function isDeclared({ method }: SpanPlan, self: unknown): boolean {
  try {
    const { getMetadata } = Reflect as { getMetadata?(key: string, target: unknown, name: string): unknown };
    const type = getMetadata?.('design:returntype', self, method);
    return typeof type === 'function' && isObservablePrototype(type.prototype);
  } catch {
    return false;
  }
}

function callLate(call: Call, callee: Callable, active: Context): unknown {
  const late = new LateSpan(call, active, call.args.find(claim));
  const startTime = Date.now();
  let result: unknown;
  try {
    result = context.with(new LateFrame(active, late), apply, undefined, callee, call.self, call.args);
  } catch (error) {
    late.begin(startTime);
    fail(call, error);
    throw error;
  }
  const observable = replace(call, late, result);
  if (observable !== undefined) return observable;
  late.begin(startTime);
  return followToEnd(call, result);
}

function followGiven(call: Call, value: unknown): unknown {
  const observable = replace(call, new LateSpan(call, ROOT_CONTEXT), value);
  if (observable !== undefined) call.plan.givesObservables = true;
  return observable;
}

/** The Observable that stands in the place of the method's. */
function replace(call: Call, late: LateSpan, value: unknown): unknown {
  try {
    const isPlain = isPlainObservable(value);
    const observable = isPlain || isPipedSubject(value) ? observe(value, late) : undefined;
    if (observable === undefined) return undefined;
    if (isPlain) copyProperties(value, observable);
    late.leave();
    endWhenCollected(observable, call);
    return observable;
  } catch (error) {
    return reportFailure(call.plan.site, 'could not follow its Observable; its span ends at the return', error);
  }
}

/** What was put on an Observable (the `connect` of RxJS, a name), and is no part of how it works. */
function copyProperties(from: ObservableShape, to: ObservableShape): void {
  for (const key of Reflect.ownKeys(from)) {
    if (!(key in to)) Object.defineProperty(to, key, Object.getOwnPropertyDescriptor(from, key) as PropertyDescriptor);
  }
}
