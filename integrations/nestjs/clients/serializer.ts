/** Whether a client serializes as Nest does, or as its application says. */
import type { Class, Method } from '../patch-method.js';

const defaults = new WeakMap<Class, unknown>();

/** Whether its serializer is the one that clients of that class have where their options say none. */
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
