/** Azure Service Bus and Event Hubs. */
import { readCarrier } from '../../lib/sources/headers/read-carrier.js';
import { type Describe, described, type FromMessages, fromPlaces, positive, seconds } from './message-reader.js';

/** A message of Service Bus. */
export interface ServiceBusMessage {
  readonly applicationProperties?: unknown;
}

/** An event of Event Hubs. */
export interface EventHubsMessage {
  readonly properties?: unknown;
}

/**
 * The links of messages of Service Bus. A producer puts `guard.carrier()` into the `applicationProperties` as it is.
 */
export const fromServiceBus: FromMessages<ServiceBusMessage> = fromPlaces('fromServiceBus', {
  read: ({ applicationProperties }) => readCarrier(applicationProperties),
});

/** The links of events of Event Hubs. A producer puts `guard.carrier()` into the `properties` as it is. */
export const fromEventHubs: FromMessages<EventHubsMessage> = fromPlaces('fromEventHubs', {
  read: ({ properties }) => readCarrier(properties),
});

/** See https://opentelemetry.io/docs/specs/semconv/messaging/azure-messaging/. */
export const azureAttributes: Describe = (message) => {
  const enqueued = seconds(message.enqueuedTimeUtc);
  if (enqueued === undefined) return undefined;
  const system = 'offset' in message ? 'eventhubs' : 'servicebus';
  return described(
    { 'messaging.message.id': message.messageId, 'messaging.message.conversation_id': message.correlationId },
    {
      [`messaging.${system}.message.enqueued_time`]: enqueued,
      'messaging.servicebus.message.delivery_count': positive(message.deliveryCount),
    },
  );
};
