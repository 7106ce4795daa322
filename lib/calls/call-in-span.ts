/** Calls a function inside a span of its own. */
import { type Context, context, type Tracer } from '@opentelemetry/api';
import { loadIfDebugging } from '../debug/load.js';
import { decide } from '../global/decisions.js';
import { isDebugging } from '../global/settings.js';
import { isSuppressed } from '../global/suppression.js';
import { activeContext, isManaged, runIn } from '../spans/active-context.js';
import { claimedGuard, type SpanGuard } from '../spans/guard.js';
import { type Call, siteOf } from '../spans/span-plan.js';
import { contextWithoutSpan, start } from '../spans/start.js';
import type { StartedSpan } from '../spans/started-span.js';
import { startingIn } from '../spans/transaction.js';
import { followToEnd } from './completion.js';
import { fail } from './end.js';
import { followFreshGenerator, type GeneratorObject } from './generator.js';
import { adoptGuard } from '../spans/adopt-guard.js';
import { GUARD } from '../spans/guard-protocol.js';

/**
 * Calls the function inside its span, as hand-written code would: sync stays sync, the result and what is thrown go
 * through, and the span ends when the work does; that of a generator function starts at the first `next`. Without a
 * tracer, or with tracing suppressed, it just calls.
 */
export function callInSpan(tracer: Tracer | undefined, call: Call): unknown {
  const active = activeContext();
  const guard = adoptGuard(call.args);
  if (tracer === undefined || isSuppressed(active)) {
    guard?.[GUARD].start(undefined);
    if (isDebugging() && tracer !== undefined) tellSuppressed(call);
    return apply(call);
  }
  if (call.plan.isGenerator) return callGenerator(tracer, call, active, guard ?? claimedGuard());
  const span = start(tracer, call, active, guard);
  let result: unknown;
  try {
    const inside = span?.context ?? contextWithoutSpan(active, guard);
    // not through `runIn`, as each frame on the stack takes from how deep a method can call itself
    result = isManaged() ? context.with(inside, apply, undefined, call) : runIn(inside, apply, call);
  } catch (error) {
    fail(call, span, error);
    throw error;
  }
  return followToEnd(call, span, result);
}

function tellSuppressed(call: Call): void {
  loadIfDebugging();
  decide({ about: 'span', site: siteOf(call), links: undefined, span: undefined, reason: 'suppressed' });
}

/** Calls the function; a function of its own, so that no closure is made a call. */
export function apply({ callee, self, args }: Call): unknown {
  return callee.apply(self, args as never[]);
}

/** Parameter defaults run at the call, and may ask for the guard, or throw; the body runs at the first `next`. */
function callGenerator(tracer: Tracer, call: Call, active: Context, guard: SpanGuard): unknown {
  const startSpan = (): StartedSpan | undefined => startingIn(active, () => start(tracer, call, active, guard));
  let generator: unknown;
  try {
    generator = runIn(contextWithoutSpan(active, guard), apply, call);
  } catch (error) {
    fail(call, startSpan(), error);
    throw error;
  }
  followFreshGenerator(call, generator as GeneratorObject, {
    start: startSpan,
    skip: () => guard[GUARD].start(undefined),
  });
  return generator;
}
