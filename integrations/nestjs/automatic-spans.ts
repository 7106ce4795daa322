/** Spans for the methods of an application's providers and controllers, without a decorator on each. */
import { type ModulesContainer, ModuleRef } from '@nestjs/core';
import { declareMethod } from '../../decorators/method.js';
import { isClass } from '../../lib/calls/is-class.js';
import { getPlan } from '../../lib/calls/traced-function.js';
import type { Callable } from '../../lib/spans/span-plan.js';
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

/**
 * Puts `@Span()` on the selected methods, before Nest binds any of them. A method that has one of our decorators keeps
 * it unchanged.
 */
export function traceProviders(modules: ModulesContainer, { include, exclude = [] }: ProviderOptions): void {
  for (const [target, isOwn] of collectClasses(modules)) {
    // outside the application's own classes, only those that it names itself
    const included = isOwn ? include : (include ?? []).filter((matcher) => typeof matcher === 'function');
    const isSelected = (key: PropertyKey): boolean =>
      (included === undefined || matches(included, target, key)) && !matches(exclude, target, key);
    for (const key of Reflect.ownKeys(target.prototype))
      if (!LIFECYCLE_HOOKS.has(key) && isSelected(key)) traceMethod(target.prototype, key);
  }
}

/** Maps the class of every provider and controller to true if it is the application's own. */
function collectClasses(modules: ModulesContainer): Map<ClassType, boolean> {
  const classes = new Map<ClassType, boolean>();
  for (const module of modules.values()) {
    const isNestModule = belongsToNest(module.metatype);
    for (const { metatype, inject } of [...module.providers.values(), ...module.controllers.values()]) {
      // a factory's metatype is its function
      const isInstantiated =
        typeof metatype === 'function' && (inject === undefined || inject === null) && metatype.prototype !== undefined;
      if (!isInstantiated || metatype === module.metatype || metatype === ModuleRef) continue;
      const target = metatype as unknown as ClassType;
      classes.set(target, classes.get(target) === true || (!isNestModule && !belongsToNest(metatype)));
    }
  }
  return classes;
}

function traceMethod(prototype: object, key: PropertyKey): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
  const method: unknown = descriptor?.value;
  if (typeof method !== 'function' || !descriptor?.configurable || isClass(method) || getPlan(method) !== undefined)
    return;
  Object.defineProperty(prototype, key, {
    ...descriptor,
    value: declareMethod(method as Callable, key, prototype, {}),
  });
}

function matches(matchers: readonly ProviderMatcher[], target: ClassType, key: PropertyKey): boolean {
  const names = [target.name, `${target.name}.${String(key)}`];
  return matchers.some((matcher) => {
    if (typeof matcher === 'function') return (matcher as unknown) === target;
    return names.some((name) => (typeof matcher === 'string' ? name === matcher : name.search(matcher) !== -1));
  });
}
