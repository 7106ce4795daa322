/** What is declared of one method or function, and one call of it. */
import type { SpanGuard } from './guard.js';
import { attempt } from './report.js';
import type { LinkOptions, SpanOptions } from './types.js';

/** One source of links: an argument's place, a function of the arguments, or the source itself. */
export interface LinkSelection {
  readonly from: unknown;
  readonly options?: LinkOptions | undefined;
}

/** All that a call needs to know to open its span. */
export interface SpanPlan {
  /** Names the place in reports. */
  readonly site: string;
  /** The method's own name. */
  readonly method: string;
  /** Whether the name of the instance's class stands before the method's. */
  readonly isMember: boolean;
  options: SpanOptions;
  /** What `@LinkFrom` selects, from the top down, after the option `links`. */
  selections: readonly LinkSelection[];
}

/** One call of a decorated method. */
export interface Call {
  readonly plan: SpanPlan;
  readonly self: unknown;
  readonly args: readonly unknown[];
  readonly guard: SpanGuard;
}

/** The value of an option, computed from the call where it is a function; `undefined` where that fails. */
export function ask({ plan, self, args }: Call, option: string, value: unknown, ...first: unknown[]): unknown {
  return typeof value === 'function' ? attempt(plan.site, option, value, self, first.length === 0 ? args : [...first, ...args]) : value;
}

/** The span's name: the one given, or computed from the arguments, or `Class.method`. */
export function spanName(call: Call): string {
  const { plan, self } = call;
  const name = ask(call, 'name', plan.options.name);
  if (typeof name === 'string' && name !== '') return name;
  const owner = plan.isMember ? ownerName(self) : '';
  return owner === '' ? plan.method : `${owner}.${plan.method}`;
}

/** Read at the call, so that both decorator models agree, and a subclass's spans bear its name. */
function ownerName(self: unknown): string {
  try {
    const { name } = (typeof self === 'function' ? self : (self as object).constructor) as { name: unknown };
    return typeof name === 'string' ? name : '';
  } catch {
    return '';
  }
}
