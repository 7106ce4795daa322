/** The places of methods, as each decorator model tells of them. */
import type { Member } from '../lib/calls/traced-members.js';
import { registered } from '../lib/global/registry.js';

/** The part of a decorator's context that identifies a method. `metadata` is one object for all members of a class. */
export interface MemberContext {
  readonly name: PropertyKey;
  readonly static?: boolean;
  readonly private?: boolean;
  readonly metadata?: unknown;
  readonly access?: { readonly get?: unknown };
}

/** The static side of a class by its metadata, which stands for the prototype. */
const staticSides = /* @__PURE__ */ registered('static-sides', () => new WeakMap<object, object>());

/**
 * Gives the runtime `Symbol.metadata`, as TypeScript expects of it, by which a class decorator finds what those of the
 * class's methods declared. To be called before the class is defined.
 */
export function provideMetadata(): void {
  if ('metadata' in Symbol) return;
  const value = Symbol.for('Symbol.metadata');
  Reflect.defineProperty(Symbol, 'metadata', { value, configurable: true, writable: true });
}

/** Returns the places of a method that a decorator of the standard model stands on: it is not told of the class. */
export function membersOfContext(context: MemberContext): Member[] {
  const { name: key, metadata, access } = context;
  const owners = [
    context.private === true ? undefined : sideOf(metadata, context.static === true),
    // TypeScript passes one function to all decorators of a method, where the runtime has no metadata
    typeof access?.get === 'function' ? access.get : undefined,
  ];
  return owners.filter((owner) => owner !== undefined).map((owner) => ({ owner, key }));
}

/**
 * Returns the places of a method on a class or prototype.
 *
 * @param metadata The metadata of a class that is still being decorated, which it does not have yet.
 */
export function membersOf(target: object, key: PropertyKey, metadata: unknown = metadataOf(target)): Member[] {
  const side = sideOf(metadata, typeof target === 'function');
  return (side === undefined ? [target] : [target, side]).map((owner) => ({ owner, key }));
}

function sideOf(metadata: unknown, isStatic: boolean): object | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  if (!isStatic) return metadata;
  const side = staticSides().get(metadata) ?? {};
  staticSides().set(metadata, side);
  return side;
}

/** Reads the class's own metadata, as a subclass inherits the property. */
function metadataOf(target: object): unknown {
  const owner: unknown =
    typeof target === 'function' ? target : Object.getOwnPropertyDescriptor(target, 'constructor')?.value;
  const key = (Symbol as { readonly metadata?: symbol }).metadata ?? Symbol.for('Symbol.metadata');
  return typeof owner === 'function' ? Object.getOwnPropertyDescriptor(owner, key)?.value : undefined;
}
