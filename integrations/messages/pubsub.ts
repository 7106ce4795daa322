/** Google Pub/Sub: reads and describes messages by name; lib's `pubsub.ts` recognises them by shape. */
import { readCarrier } from '../../lib/sources/headers/read-carrier.js';
import { field } from '../../lib/sources/messages/field.js';
import { bodySize, type Describer, positive, toAttributes } from './describer.js';
import { type FromMessages, messageReader } from './message-reader.js';

/**
 * A message of the client, or the body of a push request.
 *
 * @example
 * ```ts
 * const pushed = (body: PubSubMessage) => inSpan('note', { links: fromPubSub(body) }, () => handle(body));
 * ```
 */
export type PubSubMessage = { readonly attributes?: unknown } | { readonly message: unknown };

/**
 * Returns the links of Google Pub/Sub messages. A producer adds `guard.carrier()` to the `attributes` as it is.
 *
 * @example
 * ```ts
 * import { type Message, PubSub } from '@google-cloud/pubsub';
 *
 * const subscription = new PubSub().subscription('orders');
 * subscription.on('message', traced(handle, { links: (message: Message) => fromPubSub(message) }));
 * ```
 */
export const fromPubSub: FromMessages<PubSubMessage> = messageReader('fromPubSub', {
  read: ({ attributes, message }) => readCarrier(attributes) ?? readCarrier(field(message, 'attributes')),
});

/** See https://opentelemetry.io/docs/specs/semconv/messaging/gcp-pubsub/. */
export const pubsubAttributes: Describer = (item) => {
  const isPush = 'subscription' in item && typeof item.message === 'object';
  if (!isPush && !('ackId' in item)) return undefined;
  const message = isPush ? item.message : item;
  return toAttributes(
    {
      'messaging.message.id': field(message, isPush ? 'messageId' : 'id'),
      'gcp.pubsub.message.ack_id': item.ackId,
      'gcp.pubsub.message.ordering_key': field(message, 'orderingKey'),
    },
    {
      'gcp.pubsub.message.delivery_attempt': positive(item.deliveryAttempt),
      'messaging.message.body.size': bodySize(field(message, 'data')),
    },
  );
};
