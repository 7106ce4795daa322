/** Puts a traced function in the place of another, so that nobody sees the difference. */
import { types } from 'node:util';
import { callInSpan } from './call-in-span.js';
import { decorationError } from '../global/errors.js';
import type { Interceptor, Callable, LinkSelection, SpanPlan } from '../spans/span-plan.js';
import { shared } from '../global/registry.js';
import { currentTracer } from '../global/tracer.js';
import type { SpanOptions } from '../sources/link-source.js';

/** The key of `Reflect.getMetadata` under which frameworks find what is declared of a method. */
const METADATA = 'spanlink:span';

/** What one decorator adds to what is declared of a method. */
export interface Declaration {
  readonly options?: SpanOptions;
  readonly selections?: readonly LinkSelection[];
  readonly around?: Interceptor | undefined;
}

// the plan of a traced function, for the next decorator of any copy of this package
const PLAN = Symbol.for('spanlink.plan');
const CALLEE = Symbol.for('spanlink.callee');

type Traced = Callable & { [PLAN]?: SpanPlan; [CALLEE]?: { traced: Callable; callee: Callable } };

interface MetadataApi {
  getOwnMetadataKeys?(target: object): unknown[];
  getOwnMetadata?(key: unknown, target: object): unknown;
  defineMetadata?(key: unknown, value: unknown, target: object): void;
}

/** The traced function; one that is traced already only learns the declaration. */
export function declareSpan(
  method: Callable,
  name: string,
  isMember: boolean,
  site: string,
  declaration: Declaration,
): Callable {
  if (declaration.around !== undefined && types.isGeneratorFunction(unwrap(method).callee)) {
    throw decorationError(
      'ERR_SPANLINK_STAGE',
      `@Stage decorates async methods; \`${site || name}\` is a generator. Put @Span() there, and @Stage() on what consumes it.`,
    );
  }
  const known = isMember ? (method as Traced)[PLAN] : undefined;
  const traced =
    known === undefined
      ? wrap(method, {
          site,
          method: name,
          isMember,
          isGenerator: types.isGeneratorFunction(method),
          options: {},
          selections: [],
        })
      : (method as Traced);
  const plan = (known ?? traced[PLAN]) as SpanPlan;
  plan.options = { ...plan.options, ...declaration.options };
  if (declaration.around !== undefined) plan.around = declaration.around;
  // decorators apply from the bottom up, links read from the top down
  plan.selections = [...(declaration.selections ?? []), ...plan.selections];
  (Reflect as MetadataApi).defineMetadata?.(METADATA, { ...plan.options, linkFrom: plan.selections }, traced);
  return traced;
}

/** The function that a traced one calls, and what is declared of it; any other function as it is. */
export function unwrap(method: Callable): Declaration & { callee: Callable } {
  const { [PLAN]: plan, [CALLEE]: wrapped } = method as Traced;
  // a wrapper of somebody else may have copied or inherited both, and must not be lost
  return plan === undefined || wrapped?.traced !== method ? { callee: method } : { ...plan, callee: wrapped.callee };
}

/** What is declared of a method that is traced. */
export function getPlan(method: unknown): SpanPlan | undefined {
  return typeof method === 'function' ? (method as Traced)[PLAN] : undefined;
}

/** Whether a value is a class, which no call can open a span around. */
export function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

/** A function with the name, length, properties, metadata and prototype chain of the one it calls. */
function wrap(callee: Callable, plan: SpanPlan): Traced {
  const state = shared();
  // a method, as it must be no constructor
  const { traced } = {
    traced(this: unknown, ...args: never[]): unknown {
      const tracer = currentTracer();
      if (tracer === undefined && state.pendingGuards === 0) return callee.apply(this, args);
      const around = plan.around ?? state.around;
      if (tracer !== undefined && around !== undefined) return around(tracer, plan, callee, this, args);
      return callInSpan(tracer, plan, callee, this, args);
    },
  };
  Object.defineProperties(traced, Object.getOwnPropertyDescriptors(callee));
  Object.defineProperties(traced, {
    [PLAN]: { value: plan, configurable: true },
    [CALLEE]: { value: { traced, callee }, configurable: true },
  });
  copyMetadata(callee, traced);
  // what is added to the original later shows here
  return Object.setPrototypeOf(traced, callee) as Traced;
}

function copyMetadata(from: object, to: object): void {
  const { getOwnMetadataKeys, getOwnMetadata, defineMetadata } = Reflect as MetadataApi;
  for (const key of getOwnMetadataKeys?.(from) ?? []) defineMetadata?.(key, getOwnMetadata?.(key, from), to);
}
