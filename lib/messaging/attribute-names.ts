/**
 * The names of attributes that version 1.45 of the messaging conventions changed. New names are the default;
 * `OTEL_SEMCONV_STABILITY_OPT_IN` may ask for those of before beside them.
 */
import type { Attributes } from '@opentelemetry/api';

/** The names of before, by those of today. */
const FORMER_NAMES: ReadonlyMap<string, string> = new Map([
  ['messaging.system.name', 'messaging.system'],
  ['kafka.offset', 'messaging.kafka.offset'],
  ['kafka.message.key', 'messaging.kafka.message.key'],
  ['kafka.message.tombstone', 'messaging.kafka.message.tombstone'],
  ['rabbitmq.destination.routing_key', 'messaging.rabbitmq.destination.routing_key'],
  ['rabbitmq.message.delivery_tag', 'messaging.rabbitmq.message.delivery_tag'],
  ['gcp.pubsub.message.ack_id', 'messaging.gcp_pubsub.message.ack_id'],
  ['gcp.pubsub.message.delivery_attempt', 'messaging.gcp_pubsub.message.delivery_attempt'],
  ['gcp.pubsub.message.ordering_key', 'messaging.gcp_pubsub.message.ordering_key'],
  ['azure.servicebus.message.delivery_count', 'messaging.servicebus.message.delivery_count'],
  ['azure.servicebus.message.enqueued_time', 'messaging.servicebus.message.enqueued_time'],
  ['azure.eventhubs.message.enqueued_time', 'messaging.eventhubs.message.enqueued_time'],
]);

/**
 * Adds the names of before to attributes of messages, where `OTEL_SEMCONV_STABILITY_OPT_IN` lists `messaging/dup`.
 * See https://opentelemetry.io/docs/specs/semconv/messaging/.
 */
export function withFormerNames(attributes: Attributes): Attributes {
  if (!asksForBoth(process.env.OTEL_SEMCONV_STABILITY_OPT_IN)) return attributes;
  const both = { ...attributes };
  for (const [name, value] of Object.entries(attributes)) {
    const former = FORMER_NAMES.get(name);
    if (former !== undefined) both[former] ??= value;
  }
  return both;
}

function asksForBoth(optIn: string | undefined): boolean {
  return optIn !== undefined && optIn.split(',').some((category) => category.trim() === 'messaging/dup');
}
