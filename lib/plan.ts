/** What is declared of one method or function, and the names that follow from it. */
import { attempt } from './report.js';
import type { FromArguments, LinkOptions, LinkSource, SpanOptions } from './types.js';

/** One `@LinkFrom`: an argument's place or a function of the arguments, and what to record on the links. */
export interface LinkSelection {
  readonly from: number | FromArguments<LinkSource, never[]>;
  readonly options: LinkOptions | undefined;
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
  selections: readonly LinkSelection[];
}

/** The span's name: the one given, or computed from the arguments, or `Class.method`. */
export function spanName(plan: SpanPlan, self: unknown, args: readonly unknown[]): string {
  const { name } = plan.options;
  if (typeof name === 'string') return name;
  if (typeof name === 'function') {
    const computed = attempt(plan.site, 'name', name, self, args);
    if (typeof computed === 'string' && computed !== '') return computed;
  }
  if (!plan.isMember) return plan.method;
  const owner = ownerName(self);
  return owner === '' ? plan.method : `${owner}.${plan.method}`;
}

/** Read at the call, so that both decorator models agree, and a subclass's spans bear its name. */
function ownerName(self: unknown): string {
  try {
    const owner: unknown = typeof self === 'function' ? self : (self as { constructor?: unknown } | undefined)?.constructor;
    const { name } = owner as { name?: unknown };
    return typeof name === 'string' ? name : '';
  } catch {
    return '';
  }
}
