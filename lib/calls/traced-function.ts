/** Puts a traced function in the place of another, so that nobody sees the difference. */
import { types } from 'node:util';
import { checkPlace, loadIfDebugging } from '../debug/load.js';
import { currentTracer } from '../global/tracer.js';
import { hasUnclaimedGuards } from '../spans/adopt-guard.js';
import type { SpanOptions } from '../spans/span-options.js';
import { type Callable, createPlan, type SpanDeclaration, type SpanPlan } from '../spans/span-plan.js';
import { callHooks } from './call-hooks.js';
import { callInSpan } from './call-in-span.js';
import { findMember, keepMember, type Member } from './traced-members.js';

/** The key of `Reflect.getMetadata` under which frameworks find the declaration of a method. */
const METADATA = 'spanlink:span';

/** Under which symbol a traced function of any copy of this package holds what it calls and its plan. */
const TRACED = Symbol.for('spanlink.traced');

/** The parts of a traced function. The next decorator replaces the plan. */
interface Traced {
  readonly traced: Callable;
  readonly callee: Callable;
  plan: SpanPlan;
}

type MaybeTraced = Callable & { readonly [TRACED]?: Traced };

interface MetadataApi {
  getOwnMetadataKeys?(target: object): unknown[];
  getOwnMetadata?(key: unknown, target: object): unknown;
  defineMetadata?(key: unknown, value: unknown, target: object): void;
}

/** A declaration that a decorator adds to those that are there. */
export interface NewDeclaration extends Partial<SpanDeclaration> {
  /** Options below all others, such as those of a whole class. */
  readonly defaults?: SpanOptions | undefined;
  /** Throws for a function that the declaration is not for. @param site Names it in the error. */
  readonly check?: ((callee: Callable, site: string) => void) | undefined;
}

/** The name of a traced function, by which its span and its reports are named. */
export interface TracedName {
  readonly name: string;
  /** Puts the name of the instance's class before it. */
  readonly isMember: boolean;
  /** The name in reports; '' for a class that is known at the call. */
  readonly site: string;
  /** The places of a method by which it is found below a wrapper of somebody else. */
  readonly members?: readonly Member[];
}

/**
 * Returns the traced function; one that is traced already only learns the declaration, and so does one below a wrapper
 * of somebody else, which stays in its place.
 */
export function traceFunction(
  method: Callable,
  { name, isMember, site, members = [] }: TracedName,
  declaration: NewDeclaration,
): Callable {
  const { callee } = unwrap(method);
  loadIfDebugging();
  declaration.check?.(callee, site || name);
  for (const { from } of declaration.selections ?? [])
    checkPlace(`@LinkFrom(${String(from)})`, site || name, from, callee);
  const known = isMember ? ((method as MaybeTraced)[TRACED] ?? (findMember(members) as Traced | undefined)) : undefined;
  const traced = known ?? wrap(method, createPlan(name, {}, { ...kindOf(method), isMember, site }));
  keepMember(members, traced);
  const { plan } = traced;
  const options = { ...declaration.defaults, ...plan.options, ...declaration.options };
  // decorators apply from the bottom up, links read from the top down
  const selections = [...(declaration.selections ?? []), ...plan.selections];
  const { interceptor = plan.interceptor, stage = plan.stage } = declaration;
  traced.plan = { ...plan, options, selections, interceptor, stage };
  if (selections.length > 0 || options.links !== undefined || options.parent !== undefined)
    plan.cache.misses ??= new Map();
  const outermost = known === undefined ? traced.traced : method;
  (Reflect as MetadataApi).defineMetadata?.(METADATA, { ...options, linkFrom: selections }, outermost);
  return outermost;
}

/** Returns the function that a traced one calls, and its declaration; any other function as it is. */
export function unwrap(method: Callable): Partial<SpanDeclaration> & { callee: Callable } {
  const { [TRACED]: known } = method as MaybeTraced;
  // a wrapper of somebody else may have copied or inherited it, and must not be lost
  return known?.traced !== method ? { callee: method } : { ...known.plan, callee: known.callee };
}

/** Returns the plan of a traced method, which a wrapper of somebody else may cover where its places are given. */
export function getPlan(method: unknown, members: readonly Member[] = []): SpanPlan | undefined {
  if (typeof method !== 'function') return undefined;
  return ((method as MaybeTraced)[TRACED] ?? (findMember(members) as Traced | undefined))?.plan;
}

/** Async generators count as both kinds for Node, and as generators here. */
function kindOf(callee: Callable): { isGenerator: boolean; isAsync: boolean } {
  const isGenerator = types.isGeneratorFunction(callee);
  return { isGenerator, isAsync: !isGenerator && types.isAsyncFunction(callee) };
}

/** Makes a function with the name, length, properties, metadata and prototype chain of the one it calls. */
function wrap(callee: Callable, plan: SpanPlan): Traced {
  const hooks = callHooks();
  // a method, as it must be no constructor; of a class, as a bundler may leave out the 'use strict' of our modules, and
  // a method without its instance would get the global object for `this`
  const { traced } = class {
    traced(this: unknown, ...args: never[]): unknown {
      const tracer = currentTracer();
      if (tracer === undefined && !hasUnclaimedGuards()) return callee.apply(this, args);
      const { plan } = parts;
      const call = { plan, callee, self: this, args, additions: undefined };
      const interceptor = plan.interceptor ?? hooks.interceptor;
      return tracer === undefined || interceptor === undefined
        ? callInSpan(tracer, call)
        : interceptor(tracer, call, callInSpan);
    }
  }.prototype;
  const parts: Traced = { traced, callee, plan };
  Object.defineProperties(traced, Object.getOwnPropertyDescriptors(callee));
  Object.defineProperty(traced, TRACED, { value: parts, configurable: true });
  copyMetadata(callee, traced);
  // what is added to the original later shows here
  Object.setPrototypeOf(traced, callee);
  return parts;
}

function copyMetadata(from: object, to: object): void {
  const { getOwnMetadataKeys, getOwnMetadata, defineMetadata } = Reflect as MetadataApi;
  for (const key of getOwnMetadataKeys?.(from) ?? []) defineMetadata?.(key, getOwnMetadata?.(key, from), to);
}
