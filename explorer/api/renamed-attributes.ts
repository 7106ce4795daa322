/**
 * Attributes that version 1.45 of the messaging conventions renamed: what one sender writes under the new name, another
 * one writes under the old one.
 */

const RENAMED: readonly (readonly [name: string, former: string])[] = [
  ['messaging.system.name', 'messaging.system'],
  ['kafka.offset', 'messaging.kafka.offset'],
  ['kafka.message.key', 'messaging.kafka.message.key'],
  ['kafka.message.tombstone', 'messaging.kafka.message.tombstone'],
  ['kafka.cluster.id', 'messaging.kafka.cluster.id'],
  ['rabbitmq.destination.routing_key', 'messaging.rabbitmq.destination.routing_key'],
  ['rabbitmq.message.delivery_tag', 'messaging.rabbitmq.message.delivery_tag'],
  ['rocketmq.consumption_model', 'messaging.rocketmq.consumption_model'],
  ['rocketmq.message.delay_time_level', 'messaging.rocketmq.message.delay_time_level'],
  ['rocketmq.message.delivery_timestamp', 'messaging.rocketmq.message.delivery_timestamp'],
  ['rocketmq.message.group', 'messaging.rocketmq.message.group'],
  ['rocketmq.message.keys', 'messaging.rocketmq.message.keys'],
  ['rocketmq.message.tag', 'messaging.rocketmq.message.tag'],
  ['rocketmq.message.type', 'messaging.rocketmq.message.type'],
  ['rocketmq.namespace', 'messaging.rocketmq.namespace'],
  ['gcp.pubsub.message.ack_deadline', 'messaging.gcp_pubsub.message.ack_deadline'],
  ['gcp.pubsub.message.ack_id', 'messaging.gcp_pubsub.message.ack_id'],
  ['gcp.pubsub.message.delivery_attempt', 'messaging.gcp_pubsub.message.delivery_attempt'],
  ['gcp.pubsub.message.ordering_key', 'messaging.gcp_pubsub.message.ordering_key'],
  ['azure.servicebus.disposition_status', 'messaging.servicebus.disposition_status'],
  ['azure.servicebus.message.delivery_count', 'messaging.servicebus.message.delivery_count'],
  ['azure.servicebus.message.enqueued_time', 'messaging.servicebus.message.enqueued_time'],
  ['azure.eventhubs.message.enqueued_time', 'messaging.eventhubs.message.enqueued_time'],
];

/** Names of systems, which are values, that changed with the name of their attribute. */
const RENAMED_SYSTEMS: readonly (readonly [system: string, former: string])[] = [
  ['aws.sqs', 'aws_sqs'],
  ['gcp.pubsub', 'gcp_pubsub'],
  ['azure.servicebus', 'servicebus'],
  ['azure.eventhubs', 'eventhubs'],
];

const bothWays = (pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, string> =>
  new Map(pairs.flatMap(([one, other]) => [[one, other] as const, [other, one] as const]));

const OTHER_NAMES = bothWays(RENAMED);
const OTHER_SYSTEMS = bothWays(RENAMED_SYSTEMS);
const SYSTEMS: ReadonlySet<string> = new Set(RENAMED[0]);

/** Returns the other name of an attribute: its former one, or that of today. */
export const otherName = (key: string): string | undefined => OTHER_NAMES.get(key);

/** Returns the value that an attribute has under its other name. */
export const otherValue = (key: string, value: string): string =>
  SYSTEMS.has(key) ? (OTHER_SYSTEMS.get(value) ?? value) : value;
