/**
 * Redis streams: reads and describes node-redis entries by name; lib recognises them by shape, and those of ioredis in
 * its `redis.ts`.
 */
import { readCarrier } from '../../lib/sources/headers/read-carrier.js';
import { type Describer, toAttributes } from './describer.js';
import { type FromMessages, messageReader } from './message-reader.js';

/** An entry of a Redis stream, as node-redis returns it. */
export interface RedisMessage {
  readonly message: unknown;
}

/** Returns the links of Redis stream entries. A producer adds `guard.carrier()` to the fields as it is. */
export const fromRedis: FromMessages<RedisMessage> = messageReader('fromRedis', {
  read: ({ message }) => readCarrier(message),
});

/** Redis has no conventions of its own; see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/. */
export const redisAttributes: Describer = ({ id, message }) => {
  if (typeof id !== 'string' || typeof message !== 'object' || !/^\d+-\d+$/.test(id)) return undefined;
  return toAttributes({ 'messaging.message.id': id });
};
