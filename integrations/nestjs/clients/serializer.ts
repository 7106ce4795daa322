/** Tells Nest's own serializers from those of an application. */
import type { Class, Method } from '../patch-method.js';

const defaults = new WeakMap<Class, unknown>();

/**
 * Returns true if the client's serializer is the one that Nest uses by default.
 *
 * @param owner The class that sets the default serializer.
 */
export function hasDefaultSerializer(client: unknown, owner: Class | undefined): boolean {
  if (owner === undefined) return false;
  if (!defaults.has(owner)) defaults.set(owner, constructorOf(makeDefaultSerializer(owner)));
  return (
    defaults.get(owner) !== undefined &&
    defaults.get(owner) === constructorOf((client as { serializer?: unknown }).serializer)
  );
}

function makeDefaultSerializer(owner: Class): unknown {
  const { initializeSerializer } = owner.prototype as { initializeSerializer?: Method };
  const client: { serializer?: unknown } = {};
  initializeSerializer?.call(client, undefined);
  return client.serializer;
}

function constructorOf(serializer: unknown): unknown {
  return typeof serializer === 'object' && serializer !== null ? serializer.constructor : undefined;
}
