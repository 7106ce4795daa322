/** Looks at the members of an object without calling into it: no getter runs, and no trap of a proxy. */
import { types } from 'node:util';

/** Returns the descriptor of a property, own or inherited. */
export function findMember(value: object, key: PropertyKey): PropertyDescriptor | undefined {
  let owner: object | null = value;
  while (owner !== null && !types.isProxy(owner)) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    if (descriptor !== undefined) return descriptor;
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return undefined;
}

/** Returns true where all of these are methods, own or inherited. */
export function hasMethods(value: object, ...keys: PropertyKey[]): boolean {
  return keys.every((key) => typeof findMember(value, key)?.value === 'function');
}
