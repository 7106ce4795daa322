/** `@LinkFrom` on parameters, until their method is decorated. */
import { registered } from '../lib/global/registry.js';
import type { Callable, LinkSelection } from '../lib/spans/span-plan.js';

/** The selections, by the class or prototype and the method's key. */
const parameters = /* @__PURE__ */ registered(
  'link-from-parameters',
  () => new WeakMap<object, Map<PropertyKey, LinkSelection[]>>(),
);

/** Called for a method that has no other decorator by the end of the tick that defined its class. */
export type Install = (method: Callable, selections: LinkSelection[]) => Callable;

/**
 * Remembers a selection. Parameter decorators run before those of their method, which take it along; where there are
 * none, nothing can be put in the method's place before the class is defined, so `install` does that after the tick.
 */
export function addParameter(target: object, key: PropertyKey, selection: LinkSelection, install: Install): void {
  const keys = parameters().get(target) ?? new Map<PropertyKey, LinkSelection[]>();
  parameters().set(target, keys);
  const known = keys.get(key);
  if (known !== undefined) {
    known.unshift(selection);
    return;
  }
  keys.set(key, [selection]);
  void afterTick(() => {
    const descriptor = Object.getOwnPropertyDescriptor(target, key);
    const selections = takeParameters(target, key);
    if (selections.length === 0 || typeof descriptor?.value !== 'function' || !descriptor.configurable) return;
    Object.defineProperty(target, key, { ...descriptor, value: install(descriptor.value as Callable, selections) });
  });
}

/** Calls back as a microtask does; fake timers have `queueMicrotask` in their hands, and zones the promises' `then`. */
async function afterTick(callback: () => void): Promise<void> {
  await undefined;
  callback();
}

/** Takes the selections of a method's parameters, for the decorator that declares its span. */
export function takeParameters(target: object, key: PropertyKey): LinkSelection[] {
  const keys = parameters().get(target);
  const selections = keys?.get(key) ?? [];
  keys?.delete(key);
  return selections;
}
