/** What is declared of one method or function, and one call of it. */
import type { Link, Tracer } from '@opentelemetry/api';
import type { StartedSpan } from './started-span.js';
import { callSafely } from '../global/report.js';
import type { LinkOptions, SpanOptions } from '../sources/link-source.js';

/** Any function that can be decorated or traced. */
export type Callable = (this: unknown, ...args: never[]) => unknown;

/** Calls a method in the place of `callInSpan`, which it does itself: for what comes before a span and after it. */
export type Interceptor = (
  tracer: Tracer,
  plan: SpanPlan,
  callee: Callable,
  self: unknown,
  args: readonly unknown[],
) => unknown;

/** One source of links: an argument's place, or a function of the arguments. */
export interface LinkSelection {
  readonly from: unknown;
  readonly options?: LinkOptions | undefined;
}

/** All that a call needs to know to open its span. */
export interface SpanPlan {
  /** Names the place in reports; found at the first call, where the decorator does not know its class. */
  site: string;
  /** The method's own name. */
  readonly method: string;
  /** Whether the name of the instance's class stands before the method's. */
  readonly isMember: boolean;
  /** Whether the body runs step by step, the first at the first `next`. */
  readonly isGenerator: boolean;
  options: SpanOptions;
  /** What `@LinkFrom` selects, from the top down, after the option `links`. */
  selections: readonly LinkSelection[];
  /** Links that are known already, after all selections. */
  readonly causes?: readonly Link[] | undefined;
  /** What a call goes through before its span, and after it. */
  around?: Interceptor | undefined;
  /** Whether the method gives Observables, once that is known, so that its span is to start at a subscription. */
  givesObservables?: boolean;
  /** The class whose name was read last, and the span's name with it. */
  owner?: unknown;
  path?: string;
}

/** One call. */
export interface Call {
  readonly plan: SpanPlan;
  readonly self: unknown;
  readonly args: readonly unknown[];
  /** Its span, from when it has started. */
  open: StartedSpan | undefined;
}

/** The value of an option, computed from the call where it is a function; `undefined` where that fails. */
export function evaluateOption({ plan, self, args }: Call, option: string, value: unknown): unknown {
  return typeof value === 'function' ? callSafely(plan.site, option, value as Callable, self, args) : value;
}

/** The span's name: the one given, or computed from the arguments, or `Class.method`. */
export function spanName(call: Call): string {
  const given = evaluateOption(call, 'name', call.plan.options.name);
  return typeof given === 'string' && given !== '' ? given : defaultName(call);
}

/** `Class.method`, or a function's own name. */
export function defaultName({ plan, self }: Call): string {
  if (!plan.isMember) return plan.method;
  try {
    // read at the call, so that both decorator models agree, and a subclass's spans bear its name
    const owner = typeof self === 'function' ? self : (self as object).constructor;
    if (plan.path === undefined || plan.owner !== owner) {
      const { name } = owner as { name: unknown };
      plan.path = typeof name === 'string' && name !== '' ? `${name}.${plan.method}` : plan.method;
      plan.owner = owner;
    }
    return plan.path;
  } catch {
    return plan.method;
  }
}
