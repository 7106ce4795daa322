/** Jobs of BullMQ, entries of Redis streams, activities of Temporal. */
import { readCarrier } from '../../lib/sources/headers/read-carrier.js';
import { readBullMq } from '../../lib/sources/messages/bullmq.js';
import { type Describe, described, type FromMessages, fromPlaces } from './message-reader.js';

/** A job of BullMQ. */
export interface BullMqMessage {
  readonly opts: unknown;
}

/** An entry of a Redis stream, as node-redis gives it. */
export interface RedisMessage {
  readonly message: unknown;
}

/** What an interceptor of Temporal gets. */
export interface TemporalMessage {
  readonly headers?: unknown;
}

/** The links of jobs of BullMQ, whose producer has a telemetry or used `toBullMq`. */
export const fromBullMq: FromMessages<BullMqMessage> = fromPlaces('fromBullMq', {
  read: ({ opts }) => readBullMq(opts),
});

/** The links of entries of a Redis stream. A producer puts `guard.carrier()` among the fields as it is. */
export const fromRedis: FromMessages<RedisMessage> = fromPlaces('fromRedis', {
  read: ({ message }) => readCarrier(message),
});

/** The links of what an interceptor of Temporal gets. */
export const fromTemporal: FromMessages<TemporalMessage> = fromPlaces('fromTemporal', { headers: true });

/**
 * A carrier as options of a job, for a queue without telemetry. With one, that writes the carrier: see
 * `spanlink/bullmq`.
 *
 * @example
 * queue.add('ship', order, { attempts: 3, ...toBullMq(guard.carrier()) });
 */
export function toBullMq(carrier: Readonly<Record<string, string>>): { telemetry: { metadata: string } } {
  return { telemetry: { metadata: JSON.stringify(carrier) } };
}

/**
 * A carrier as headers of Temporal, as its own interceptors write them.
 *
 * @example
 * next({ ...input, headers: { ...input.headers, ...toTemporal(guard.carrier()) } });
 */
export function toTemporal(carrier: Readonly<Record<string, string>>): {
  '_tracer-data': { metadata: { encoding: Uint8Array }; data: Uint8Array };
} {
  const bytes = new TextEncoder();
  return {
    '_tracer-data': { metadata: { encoding: bytes.encode('json/plain') }, data: bytes.encode(JSON.stringify(carrier)) },
  };
}

/** See https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/. */
export const jobAttributes: Describe = ({ id, name, opts, queueName, message }) => {
  if (typeof id !== 'string') return undefined;
  const isJob = typeof opts === 'object' && typeof name === 'string';
  const isEntry = typeof message === 'object' && /^\d+-\d+$/.test(id);
  return isJob || isEntry
    ? described({ 'messaging.message.id': id, 'messaging.destination.name': isJob ? queueName : undefined })
    : undefined;
};
