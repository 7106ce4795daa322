/** Calls a function inside a span of its own. */
import { context, trace } from '@opentelemetry/api';
import { begin } from './begin.js';
import { follow } from './follow.js';
import { SpanFrame } from './frame.js';
import { followGenerator, type GeneratorObject } from './generator.js';
import { BEGIN, CLAIM, SpanGuard } from './guard.js';
import type { LinkSet } from './link-set.js';
import type { SpanPlan } from './plan.js';
import { type Call, fail } from './settle.js';
import { shared } from './shared.js';
import { currentTracer, isSuppressed } from './tracer.js';

/** Any function that can be decorated or traced. */
export type Callable = (this: unknown, ...args: never[]) => unknown;

/**
 * Calls the function inside its span, as hand-written code would: sync stays sync, the result and what is thrown go
 * through, and the span ends when the work does. Without an SDK, or with tracing suppressed, it just calls.
 */
export function callInSpan(plan: SpanPlan, callee: Callable, self: unknown, args: readonly unknown[]): unknown {
  const tracer = currentTracer();
  if (tracer === undefined) return callWithout(callee, self, args);
  const active = context.active();
  if (isSuppressed(active)) return callWithout(callee, self, args);
  const [guard, pending] = takeGuard(args);
  const frame = begin(plan, self, args, guard, pending, tracer, active);
  const call: Call = { plan, self, args, guard };
  let result: unknown;
  try {
    result = context.with(frame, apply, undefined, callee, self, args);
  } catch (error) {
    fail(call, error);
    throw error;
  }
  return follow(call, result);
}

/** The same for a generator function, whose span starts at the first `next`. */
export function callGenerator(plan: SpanPlan, callee: Callable, self: unknown, args: readonly unknown[]): unknown {
  const tracer = currentTracer();
  if (tracer === undefined) return callWithout(callee, self, args);
  const active = context.active();
  if (isSuppressed(active)) return callWithout(callee, self, args);
  const [guard, pending] = takeGuard(args);
  // parameter defaults run now, and may ask for the guard; the body runs at the first next
  const waiting = new SpanFrame(active, trace.getSpan(active), guard);
  const generator = context.with(waiting, apply, undefined, callee, self, args);
  const start = (): SpanFrame => begin(plan, self, args, guard, pending, tracer, active);
  followGenerator({ plan, self, args, guard }, generator as GeneratorObject, start);
  return generator;
}

function apply(callee: Callable, self: unknown, args: readonly unknown[]): unknown {
  return callee.apply(self, args as never[]);
}

function callWithout(callee: Callable, self: unknown, args: readonly unknown[]): unknown {
  if (shared().pendingGuards > 0) for (const guard of findGuards(args)) if (guard[CLAIM]() !== false) guard[BEGIN](undefined);
  return callee.apply(self, args as never[]);
}

/** The first pending guard among the arguments, or a new one. */
function takeGuard(args: readonly unknown[]): [guard: SpanGuard, pending: LinkSet | undefined] {
  if (shared().pendingGuards > 0) {
    for (const guard of findGuards(args)) {
      const pending = guard[CLAIM]();
      if (pending !== false) return [guard, pending];
    }
  }
  const guard = new SpanGuard();
  guard[CLAIM]();
  return [guard, undefined];
}

function findGuards(args: readonly unknown[]): SpanGuard[] {
  return args.filter((value): value is SpanGuard => {
    try {
      return typeof value === 'object' && value !== null && typeof (value as SpanGuard)[CLAIM] === 'function';
    } catch {
      return false;
    }
  });
}
