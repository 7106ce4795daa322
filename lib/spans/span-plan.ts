/** The declaration of a method's span, and one call of the method. */
import type { Attributes, Link, Tracer } from '@opentelemetry/api';
import { callSafely } from '../global/report.js';
import type { LinkOptions } from '../links/link-options.js';
import { classNameOf } from './class-names.js';
import type { SpanOptions } from './span-options.js';
import type { StartedSpan } from './started-span.js';

/** Any function that can be decorated or traced. */
export type Callable = (this: unknown, ...args: never[]) => unknown;

/** One source of links: an argument's index, or a function of the arguments. */
export interface LinkSelection {
  readonly from: unknown;
  readonly options?: LinkOptions | undefined;
}

/** The part of a plan that decorators write. It is replaced, never changed. */
export interface SpanDeclaration {
  readonly options: SpanOptions;
  /** The selections of `@LinkFrom`, from the top down, after the option `links`. */
  readonly selections: readonly LinkSelection[];
  /** Runs in the place of the call, around its span. */
  readonly interceptor?: Interceptor | undefined;
  /** The options of `@Stage`. */
  readonly stage?: unknown;
}

/** All that a call needs to know to start its span. */
export interface SpanPlan extends SpanDeclaration {
  /** The method's own name. */
  readonly method: string;
  /** Puts the name of the instance's class before the method's. */
  readonly isMember: boolean;
  /** The body runs step by step, the first at the first `next`. */
  readonly isGenerator: boolean;
  /** The function is async, so that each promise it returns is new. */
  readonly isAsync: boolean;
  readonly cache: PlanCache;
}

/** Facts about a method that its calls bring to light. */
export interface PlanCache {
  /** Names the method in reports; empty until the first call where the decorator does not know its class. */
  site: string;
  /** The class whose name was read last, and the default name of the span with it. */
  owner: unknown;
  path: string | undefined;
  /**
   * The method returns Observables, so that its span is to start at a subscription; `undefined` until that is known.
   */
  givesObservables: boolean | undefined;
  /** How often each source held no context, by its place; `undefined` once that is settled. */
  misses: Map<unknown, number> | undefined;
}

/** One call of a traced function. */
export interface Call {
  readonly plan: SpanPlan;
  readonly callee: Callable;
  readonly self: unknown;
  readonly args: readonly unknown[];
  /** Adds to the declaration for the span of this call alone; set by an interceptor. */
  readonly additions?: CallAdditions | undefined;
}

/** An interceptor's part in the span of one call. */
export interface CallAdditions {
  /** Causes, each with a relation, after all that the declaration selects. */
  readonly links?: readonly Link[] | undefined;
  /** Attributes, over those of the declaration. */
  readonly attributes?: Attributes | undefined;
  /** Starts a new trace, linked to the ambient span where `linkCaller` is true. */
  readonly root?: { readonly linkCaller: boolean } | undefined;
  /** Called once the work has ended, before its span does. Must not throw. */
  readonly ended?: ((span: StartedSpan | undefined, outcome: CallOutcome) => void) | undefined;
  /** Follows an object that the function returned, and that is no stream. @returns `undefined` if it does not end. */
  readonly follow?: ((call: Call, span: StartedSpan | undefined, value: object) => object | undefined) | undefined;
}

/** The value that a call ended with, or what it threw. */
export type CallOutcome = { readonly value: unknown } | { readonly thrown: unknown };

/** Calls the function inside its span, or, without a tracer, just calls it. */
export type Next = (tracer: Tracer | undefined, call: Call) => unknown;

/** Does work before and after the span of a call; it calls `next` with the call or a copy of it. */
export type Interceptor = (tracer: Tracer, call: Call, next: Next) => unknown;

/**
 * Returns the plan of a function.
 *
 * @param method Its name.
 * @param site Its name in reports; '' for a method whose class is known only at the call.
 */
export function createPlan(
  method: string,
  options: SpanOptions | undefined,
  { isMember = false, isGenerator = false, isAsync = false, site = method } = {},
): SpanPlan {
  const cache: PlanCache = { site, owner: undefined, path: undefined, givesObservables: undefined, misses: undefined };
  return {
    method,
    isMember,
    isGenerator,
    isAsync,
    options: options ?? {},
    selections: [],
    interceptor: undefined,
    stage: undefined,
    cache,
  };
}

/** Returns the value of an option, computed from the call where it is a function; `undefined` where that fails. */
export function evaluateOption({ plan, self, args }: Call, option: string, value: unknown): unknown {
  return typeof value === 'function' ? callSafely(plan.cache.site, option, value as Callable, self, args) : value;
}

/** Returns the span's name: the one given, or computed from the arguments, or `Class.method`. */
export function spanName(call: Call): string {
  const given = evaluateOption(call, 'name', call.plan.options.name);
  return typeof given === 'string' && given !== '' ? given : defaultName(call);
}

/** Returns the method's name in reports. */
export function siteOf(call: Call): string {
  return (call.plan.cache.site ||= defaultName(call));
}

/** Returns `Class.method`, or a function's own name. */
function defaultName({ plan, self }: Call): string {
  if (!plan.isMember) return plan.method;
  const { cache } = plan;
  try {
    // read at the call, so that both decorator models agree, and a subclass's spans bear its name
    const owner = typeof self === 'function' ? self : (self as object).constructor;
    if (cache.path === undefined || cache.owner !== owner) {
      const name = classNameOf(owner);
      cache.path = name === undefined ? plan.method : `${name}.${plan.method}`;
      cache.owner = owner;
    }
    return cache.path;
  } catch {
    return plan.method;
  }
}
