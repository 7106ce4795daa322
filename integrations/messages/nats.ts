/** NATS and JetStream: reads, describes and writes messages by name; lib recognises their headers by shape. */
import { answer, field } from '../../lib/sources/messages/field.js';
import { bodySize, type Describer, toAttributes } from './describer.js';
import { type FromMessages, messageReader } from './message-reader.js';

/**
 * A NATS or JetStream message.
 *
 * @example
 * ```ts
 * const received = (message: NatsMessage) => inSpan('ship', { links: fromNats(message) }, () => handle(message));
 * ```
 */
export interface NatsMessage {
  readonly headers?: unknown;
}

/**
 * The headers that the client's `headers()` makes.
 *
 * @example
 * ```ts
 * const headers: NatsHeaders = new Map<string, string>();
 * toNats(SpanGuard.current().carrier(), headers);
 * ```
 */
export interface NatsHeaders {
  set(name: string, value: string): unknown;
}

/**
 * Returns the links of NATS messages.
 *
 * @example
 * ```ts
 * import type { Msg } from '@nats-io/transport-node';
 *
 * class Shipping {
 *   @LinkFrom((message: Msg) => fromNats(message))
 *   async ship(message: Msg) {}
 * }
 * ```
 */
export const fromNats: FromMessages<NatsMessage> = messageReader('fromNats', { headers: true });

/**
 * Sets a carrier on NATS headers.
 *
 * @param headers The headers to change, made by the client's `headers()`.
 * @returns The same headers.
 *
 * @example
 * ```ts
 * import { connect, headers } from '@nats-io/transport-node';
 *
 * const connection = await connect();
 * connection.publish('orders', order.id, { headers: toNats(guard.carrier(), headers()) });
 * ```
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
export const natsAttributes: Describer = (message) => {
  const { subject, headers, data, sid, seq, reply } = message;
  if (typeof subject !== 'string' || (typeof sid !== 'number' && typeof seq !== 'number')) return undefined;
  return toAttributes(
    {
      'messaging.destination.name': subject,
      'messaging.message.id': messageId(headers) ?? seq,
      'messaging.message.conversation_id': conversation(reply),
    },
    { 'messaging.message.body.size': bodySize(data) },
  );
};

/** Returns the id by which JetStream finds duplicates; a missing header is the empty string there. */
function messageId(headers: unknown): unknown {
  return answer(headers, 'get', 'Nats-Msg-Id') || undefined;
}

/** Returns the subject to answer at, which is that of one request; JetStream has its acknowledgements there. */
function conversation(reply: unknown): unknown {
  return typeof reply === 'string' && !reply.startsWith('$JS.ACK.') ? reply : undefined;
}
