/** The traced methods of each class, which are found also below a wrapper of somebody else. */
import { registered } from '../global/registry.js';

/** The place of a method, whatever stands in it now. */
export interface Member {
  /** The class or prototype, or an object that stands for it where a decorator is not told of these. */
  readonly owner: object;
  readonly key: PropertyKey;
}

const tracedMembers = /* @__PURE__ */ registered(
  'traced-members',
  () => new WeakMap<object, Map<PropertyKey, object>>(),
);

/** Returns the traced function that was kept for the first of a method's places that has one. */
export function findMember(members: readonly Member[]): object | undefined {
  for (const { owner, key } of members) {
    const found = tracedMembers().get(owner)?.get(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Keeps the traced function that stands in these places. */
export function keepMember(members: readonly Member[], traced: object): void {
  for (const { owner, key } of members) {
    const keys = tracedMembers().get(owner) ?? new Map<PropertyKey, object>();
    tracedMembers().set(owner, keys.set(key, traced));
  }
}
