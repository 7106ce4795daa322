/** Spans for the methods of an application's providers and controllers, without a decorator on each. */
import { type ModulesContainer, ModuleRef } from '@nestjs/core';
import { membersOf } from '../../decorators/members.js';
import { declareMethod } from '../../decorators/method.js';
import { isExcluded } from '../../decorators/traced.js';
import { isClass } from '../../lib/calls/is-class.js';
import { getPlan } from '../../lib/calls/traced-function.js';
import type { Callable } from '../../lib/spans/span-plan.js';
import { warn } from './logger.js';
import { belongsToNest } from './nest-modules.js';
import type { ProviderMatcher, ProviderOptions } from './spanlink-options.js';

type ClassType = Callable & { readonly prototype: object };

/** Methods that Nest calls once: they belong to no request and have no cause. */
const LIFECYCLE_HOOKS: ReadonlySet<PropertyKey> = new Set([
  'constructor',
  'onModuleInit',
  'onApplicationBootstrap',
  'onModuleDestroy',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
]);

/** The methods that one warning names. */
const NAMED = 10;

/**
 * Puts `@Span()` on the selected methods, before Nest binds any of them. A method that has one of our decorators keeps
 * it unchanged, and one that `@Traced({ exclude })` names gets none. Of an instance that exists already, a method that
 * its constructor bound is out of reach, and one warning says so.
 */
export function traceProviders(modules: ModulesContainer, { include, exclude = [] }: ProviderOptions): void {
  const unreached: string[] = [];
  const classes = collectClasses(modules);
  const unmatched = [...findUnmatched('include', include, classes), ...findUnmatched('exclude', exclude, classes)];
  if (unmatched.length > 0) warn(describeUnmatched(unmatched));
  for (const [target, { isOwn, instances }] of classes) {
    // outside the application's own classes, only those that it names itself
    const included = isOwn ? include : (include ?? []).filter((matcher) => typeof matcher === 'function');
    const isSelected = (key: PropertyKey): boolean =>
      (included === undefined || matches(included, target, key)) &&
      !matches(exclude, target, key) &&
      !isExcluded(target.prototype, key);
    for (const key of Reflect.ownKeys(target.prototype)) {
      if (LIFECYCLE_HOOKS.has(key) || !isSelected(key) || !traceMethod(target.prototype, key)) continue;
      if (instances.some((instance) => hasOwnMethod(instance, key))) unreached.push(`${target.name}.${String(key)}`);
    }
  }
  if (unreached.length > 0) warn(describeUnreached(unreached));
}

/** Returns the matchers that no class or method of the application is selected by. */
function findUnmatched(
  option: string,
  matchers: readonly ProviderMatcher[] = [],
  classes: ReadonlyMap<ClassType, Provided>,
): string[] {
  const methods = [...classes.keys()].flatMap((target) =>
    Reflect.ownKeys(target.prototype).map((key) => [target, key] as const),
  );
  return matchers
    .filter((matcher) => !methods.some(([target, key]) => matches([matcher], target, key)))
    .map((matcher) => `${option}: ${typeof matcher === 'function' ? matcher.name : String(matcher)}`);
}

function describeUnmatched(matchers: readonly string[]): string {
  const others = matchers.length > NAMED ? ` and ${matchers.length - NAMED} more` : '';
  return (
    `The option \`providers\` names what matches no provider or controller: ${matchers.slice(0, NAMED).join(', ')}` +
    `${others}. Name a class, or one of its methods as 'Class.method'.`
  );
}

function describeUnreached(names: readonly string[]): string {
  const others = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return (
    'The option `providers` gives no span to methods that a constructor or a field has bound to its instance: ' +
    `${names.slice(0, NAMED).join(', ')}${others}. Put @Span() on them.`
  );
}

/** A class of providers or controllers. */
interface Provided {
  /** The class is the application's own. */
  isOwn: boolean;
  /** The instances that exist already; of others, Nest holds an empty object. */
  readonly instances: object[];
}

/** Collects the class of every provider and controller. */
function collectClasses(modules: ModulesContainer): Map<ClassType, Provided> {
  const classes = new Map<ClassType, Provided>();
  for (const module of modules.values()) {
    const isNestModule = belongsToNest(module.metatype);
    for (const { metatype, inject, instance } of [...module.providers.values(), ...module.controllers.values()]) {
      // a factory's metatype is its function
      const isInstantiated =
        typeof metatype === 'function' && (inject === undefined || inject === null) && metatype.prototype !== undefined;
      if (!isInstantiated || metatype === module.metatype || metatype === ModuleRef) continue;
      const target = metatype as unknown as ClassType;
      const provided = classes.get(target) ?? { isOwn: false, instances: [] };
      classes.set(target, provided);
      provided.isOwn ||= !isNestModule && !belongsToNest(metatype);
      if (typeof instance === 'object' && instance !== null) provided.instances.push(instance as object);
    }
  }
  return classes;
}

/** Puts a span on a method. @returns false for anything else, and for a method that has one. */
function traceMethod(prototype: object, key: PropertyKey): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
  const method: unknown = descriptor?.value;
  if (typeof method !== 'function' || !descriptor?.configurable || isClass(method)) return false;
  if (getPlan(method, membersOf(prototype, key)) !== undefined) return false;
  Object.defineProperty(prototype, key, {
    ...descriptor,
    value: declareMethod(method as Callable, key, prototype, {}),
  });
  return true;
}

function hasOwnMethod(instance: object, key: PropertyKey): boolean {
  return typeof Object.getOwnPropertyDescriptor(instance, key)?.value === 'function';
}

function matches(matchers: readonly ProviderMatcher[], target: ClassType, key: PropertyKey): boolean {
  const names = [target.name, `${target.name}.${String(key)}`];
  return matchers.some((matcher) => {
    if (typeof matcher === 'function') return (matcher as unknown) === target;
    return names.some((name) => (typeof matcher === 'string' ? name === matcher : name.search(matcher) !== -1));
  });
}
