/** Calls a function inside a span of its own. */
import { context, type Link, trace } from '@opentelemetry/api';
import { begin } from './begin.js';
import { follow } from './follow.js';
import { SpanFrame } from './frame.js';
import { followGenerator, type GeneratorObject } from './generator.js';
import { BEGIN, CLAIM, SpanGuard } from './guard.js';
import type { Call, SpanPlan } from './plan.js';
import { fail } from './settle.js';
import { shared } from './shared.js';
import { currentTracer, isSuppressed } from './tracer.js';

/** Any function that can be decorated or traced. */
export type Callable = (this: unknown, ...args: never[]) => unknown;

/**
 * Calls the function inside its span, as hand-written code would: sync stays sync, the result and what is thrown go
 * through, and the span ends when the work does; that of a generator function starts at the first `next`. Without an
 * SDK, or with tracing suppressed, it just calls.
 */
export function callInSpan(plan: SpanPlan, callee: Callable, self: unknown, args: readonly unknown[], isGenerator: boolean): unknown {
  const tracer = currentTracer();
  const active = context.active();
  const { guard, links } = takeGuard(args);
  if (tracer === undefined || isSuppressed(active)) {
    guard[BEGIN](undefined);
    return apply(callee, self, args);
  }
  const call: Call = { plan, self, args, guard };
  const start = (): SpanFrame => begin(call, links, tracer, active);
  // parameter defaults of a generator function run now, and may ask for the guard; its body runs at the first next
  const frame = isGenerator ? new SpanFrame(active, trace.getSpan(active), guard) : start();
  let result: unknown;
  try {
    result = context.with(frame, apply, undefined, callee, self, args);
  } catch (error) {
    fail(call, error);
    throw error;
  }
  if (!isGenerator) return follow(call, result);
  followGenerator(call, result as GeneratorObject, start);
  return result;
}

function apply(callee: Callable, self: unknown, args: readonly unknown[]): unknown {
  return callee.apply(self, args as never[]);
}

/** The first pending guard among the arguments, which are looked at only while there are any, or a new one. */
function takeGuard(args: readonly unknown[]): Taken {
  if (shared().pendingGuards > 0) {
    for (const value of args) {
      try {
        const guard = value as SpanGuard | undefined;
        const links = guard?.[CLAIM]?.();
        if (links !== undefined) return { guard: guard as SpanGuard, links };
      } catch {
        // a proxy that throws is no guard
      }
    }
  }
  const guard = new SpanGuard();
  return { guard, links: guard[CLAIM]() };
}

interface Taken {
  readonly guard: SpanGuard;
  readonly links: readonly Link[] | undefined;
}
