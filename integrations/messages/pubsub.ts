/** Google Pub/Sub. */
import { readCarrier } from '../../lib/sources/headers/read-carrier.js';
import { field } from '../../lib/sources/messages/field.js';
import { bodySize, type Describe, described, type FromMessages, fromPlaces, positive } from './message-reader.js';

/** A message of the client, or the body of a push. */
export type PubSubMessage = { readonly attributes?: unknown } | { readonly message: unknown };

/**
 * The links of messages of Google Pub/Sub. A producer puts `guard.carrier()` into the `attributes` as it is.
 *
 * @example
 * subscription.on('message', traced(handle, { links: (message: Message) => fromPubSub(message) }));
 */
export const fromPubSub: FromMessages<PubSubMessage> = fromPlaces('fromPubSub', {
  read: ({ attributes, message }) => readCarrier(attributes) ?? readCarrier(field(message, 'attributes')),
});

/** See https://opentelemetry.io/docs/specs/semconv/messaging/gcp-pubsub/. */
export const pubsubAttributes: Describe = (item) => {
  const isPush = 'subscription' in item && typeof item.message === 'object';
  if (!isPush && !('ackId' in item)) return undefined;
  const message = isPush ? item.message : item;
  return described(
    {
      'messaging.message.id': field(message, isPush ? 'messageId' : 'id'),
      'messaging.gcp_pubsub.message.ack_id': item.ackId,
      'messaging.gcp_pubsub.message.ordering_key': field(message, 'orderingKey'),
    },
    {
      'messaging.gcp_pubsub.message.delivery_attempt': positive(item.deliveryAttempt),
      'messaging.message.body.size': bodySize(field(message, 'data')),
    },
  );
};
