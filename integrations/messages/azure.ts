/** Azure Service Bus and Event Hubs: reads and describes messages by name; lib recognises them by shape. */
import { readCarrier } from '../../lib/sources/headers/read-carrier.js';
import { type Describer, positive, seconds, toAttributes } from './describer.js';
import { type FromMessages, messageReader } from './message-reader.js';

/**
 * A Service Bus message.
 *
 * @example
 * ```ts
 * const received = (message: ServiceBusMessage) =>
 *   inSpan('ship', { links: fromServiceBus(message) }, () => handle(message));
 * ```
 */
export interface ServiceBusMessage {
  readonly applicationProperties?: unknown;
}

/**
 * An Event Hubs event.
 *
 * @example
 * ```ts
 * const received = (event: EventHubsMessage) => inSpan('count', { links: fromEventHubs(event) }, () => handle(event));
 * ```
 */
export interface EventHubsMessage {
  readonly properties?: unknown;
}

/**
 * Returns the links of Service Bus messages. A producer adds `guard.carrier()` to the `applicationProperties` as it is.
 *
 * @example
 * ```ts
 * import type { ServiceBusReceivedMessage } from '@azure/service-bus';
 *
 * class Shipping {
 *   @LinkFrom((message: ServiceBusReceivedMessage) => fromServiceBus(message))
 *   async ship(message: ServiceBusReceivedMessage) {}
 * }
 * ```
 */
export const fromServiceBus: FromMessages<ServiceBusMessage> = messageReader('fromServiceBus', {
  read: ({ applicationProperties }) => readCarrier(applicationProperties),
});

/**
 * Returns the links of Event Hubs events. A producer adds `guard.carrier()` to the `properties` as it is.
 *
 * @example
 * ```ts
 * import type { ReceivedEventData } from '@azure/event-hubs';
 *
 * class Counters {
 *   @LinkFrom((events: ReceivedEventData[]) => fromEventHubs(events, { relation: 'batch_item' }))
 *   async count(events: ReceivedEventData[]) {}
 * }
 * ```
 */
export const fromEventHubs: FromMessages<EventHubsMessage> = messageReader('fromEventHubs', {
  read: ({ properties }) => readCarrier(properties),
});

/** See https://opentelemetry.io/docs/specs/semconv/messaging/azure-messaging/. */
export const azureAttributes: Describer = (message) => {
  const enqueued = seconds(message.enqueuedTimeUtc);
  if (enqueued === undefined) return undefined;
  const system = 'offset' in message ? 'eventhubs' : 'servicebus';
  return toAttributes(
    { 'messaging.message.id': message.messageId, 'messaging.message.conversation_id': message.correlationId },
    {
      [`azure.${system}.message.enqueued_time`]: enqueued,
      'azure.servicebus.message.delivery_count': positive(message.deliveryCount),
    },
  );
};
