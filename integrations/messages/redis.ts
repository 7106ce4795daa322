/** Redis streams: reads and describes entries by name; lib recognises them by shape, those of ioredis in `redis.ts`. */
import { decodeText } from '../../lib/sources/headers/decode.js';
import { readCarrier, readHeaderList } from '../../lib/sources/headers/read-carrier.js';
import { asList } from '../../lib/sources/messages/field.js';
import { entryFields, streamEntries } from '../../lib/sources/messages/redis.js';
import { type Describer, toAttributes } from './describer.js';
import { type FromMessages, messageReader } from './message-reader.js';

/**
 * An entry of a Redis stream, as node-redis or ioredis returns it, or the entries of a stream in a reply of theirs.
 *
 * @example
 * ```ts
 * const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
 * const entry: RedisMessage = ['1-0', ['id', '7', 'traceparent', traceparent]]; // as ioredis returns it
 * fromRedis(entry);
 * ```
 */
export type RedisMessage =
  | { readonly message: unknown }
  | readonly [id: string | Uint8Array, fields: readonly (string | Uint8Array)[] | null]
  | { readonly messages: readonly unknown[] }
  | readonly [name: string | Uint8Array, entries: readonly unknown[]];

/**
 * Returns the links of Redis stream entries. A producer adds `guard.carrier()` to the fields as it is.
 *
 * @example
 * ```ts
 * import { Redis } from 'ioredis';
 *
 * const entries = await new Redis().xrange('orders', '-', '+');
 * await inSpan('ship', { links: fromRedis(entries, { relation: 'batch_item' }) }, () => handle(entries));
 * ```
 */
export const fromRedis: FromMessages<RedisMessage> = messageReader('fromRedis', {
  read: (entry) => readCarrier(entry.message) ?? readHeaderList(entryFields(entry) ?? []),
  messages: (reply) => streamEntries(reply) ?? asList(reply.messages),
});

/** Redis has no conventions of its own; see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/. */
export const redisAttributes: Describer = (entry) => {
  if (entryFields(entry) !== undefined) return toAttributes({ 'messaging.message.id': decodeText(entry[0]) });
  const { id, message } = entry;
  if (typeof id !== 'string' || typeof message !== 'object' || !/^\d+-\d+$/.test(id)) return undefined;
  return toAttributes({ 'messaging.message.id': id });
};
