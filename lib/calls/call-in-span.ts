/** Calls a function inside a span of its own. */
import { type Context, context, trace, type Tracer } from '@opentelemetry/api';
import { begin } from '../spans/start.js';
import { followToEnd } from './completion.js';
import { isSuppressed, SpanFrame } from '../spans/frame.js';
import { followGenerator, type GeneratorObject } from './generator.js';
import { BEGIN, CLAIM, newGuard, type SpanGuard } from '../spans/guard.js';
import type { Call, Callable, SpanPlan } from '../spans/span-plan.js';
import { fail } from './end.js';
import { shared } from '../global/registry.js';

/**
 * Calls the function inside its span, as hand-written code would: sync stays sync, the result and what is thrown go
 * through, and the span ends when the work does; that of a generator function starts at the first `next`. Without a
 * tracer, or with tracing suppressed, it just calls.
 */
export function callInSpan(
  tracer: Tracer | undefined,
  plan: SpanPlan,
  callee: Callable,
  self: unknown,
  args: readonly unknown[],
): unknown {
  const active = context.active();
  // arguments are looked at only while there are any pending guards
  let guard = shared().pendingGuards > 0 ? args.find(claim) : undefined;
  if (tracer === undefined || isSuppressed(active)) {
    guard?.[BEGIN](undefined);
    return callee.apply(self, args as never[]);
  }
  const call: Call = { plan, self, args, open: undefined };
  let frame: Context;
  if (plan.isGenerator) {
    // parameter defaults run now, and may ask for the guard; the body runs at the first next
    guard ??= newGuard();
    frame = new SpanFrame(active, trace.getSpan(active), { guard });
  } else {
    frame = begin(call, tracer, active, guard);
  }
  let result: unknown;
  try {
    result = context.with(frame, apply, undefined, callee, self, args);
  } catch (error) {
    fail(call, error);
    throw error;
  }
  if (!plan.isGenerator) return followToEnd(call, result);
  followGenerator(
    call,
    result as GeneratorObject,
    (isNext) => void (isNext ? begin(call, tracer, active, guard) : guard?.[BEGIN](undefined)),
  );
  return result;
}

/** Calls the function; apart from the callee, so that no closure is made a call. */
export function apply(callee: Callable, self: unknown, args: readonly unknown[]): unknown {
  return callee.apply(self, args as never[]);
}

/** Whether the value is a pending guard, which from now on is this call's. */
export function claim(value: unknown): value is SpanGuard {
  try {
    return (value as SpanGuard | undefined)?.[CLAIM]?.() === true;
  } catch {
    return false;
  }
}
