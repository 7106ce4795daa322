/** NATS and JetStream. */
import { field } from '../../lib/sources/messages/field.js';
import { bodySize, type Describe, described, type FromMessages, fromPlaces } from './message-reader.js';

/** A message of NATS or JetStream. */
export interface NatsMessage {
  readonly headers?: unknown;
}

/** What the client's `headers()` makes. */
export interface NatsHeaders {
  set(name: string, value: string): unknown;
}

/** The links of messages of NATS. */
export const fromNats: FromMessages<NatsMessage> = fromPlaces('fromNats', { headers: true });

/**
 * Puts a carrier into the headers of NATS, and gives these.
 *
 * @example
 * connection.publish('orders', payload, { headers: toNats(guard.carrier(), headers()) });
 */
export function toNats<Headers extends NatsHeaders>(
  carrier: Readonly<Record<string, string>>,
  headers: Headers,
): Headers {
  // the trace state of a message that is passed on does not belong to the new context
  const remove = field(headers, 'delete');
  if (carrier.traceparent && !carrier.tracestate && typeof remove === 'function') remove.call(headers, 'tracestate');
  for (const [name, value] of Object.entries(carrier)) headers.set(name, value);
  return headers;
}

/** NATS has no conventions of its own; see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/. */
export const natsAttributes: Describe = (message) => {
  const { subject, headers, data, sid, seq } = message;
  if (typeof subject !== 'string' || (typeof sid !== 'number' && typeof seq !== 'number')) return undefined;
  return described(
    { 'messaging.destination.name': subject, 'messaging.message.id': idOf(headers) ?? seq },
    { 'messaging.message.body.size': bodySize(data) },
  );
};

/** What the publisher set for JetStream to find duplicates by; a missing one is the empty text. */
function idOf(headers: unknown): unknown {
  const get = field(headers, 'get');
  return typeof get === 'function' ? (get.call(headers, 'Nats-Msg-Id') as unknown) || undefined : undefined;
}
