/** The contexts of NestJS's microservices, which a handler declares with `@Ctx()`: they have methods for fields. */
import type { ReadResult } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import { answer, field } from './field.js';
import type { ContextReader, Message } from './message-reader.js';

/**
 * The key under which `spanlink/nestjs` keeps a packet's metadata on a context of Nest 11, which has no method for it.
 */
export const NEST_CARRIER = Symbol.for('spanlink.nestjs.carrier');

export function readNest(context: object): ReadResult {
  // an execution context has such methods too, and holds no message of its own
  if (typeof field(context, 'getArgs') !== 'function' || typeof field(context, 'switchToRpc') === 'function')
    return undefined;
  const message = answer(context, 'getMessage');
  return readCarrier(
    field(message, 'headers') ??
      field(field(message, 'properties'), 'headers') ??
      answer(context, 'getHeaders') ??
      field(field(answer(context, 'getPacket'), 'properties'), 'userProperties') ??
      answer(context, 'getMetadata') ??
      (context as { [NEST_CARRIER]?: unknown })[NEST_CARRIER],
  );
}

/** Reads a context, which is known by a method. */
export function readNestContext(_method: unknown, context: Message): ReadResult {
  return readNest(context);
}

export const NESTJS: ContextReader = {
  client: 'NestJS',
  fields: ['getArgByIndex'],
  read: readNestContext,
};
