/** Messages by the name of their client: `from…` reads links, `to…` shapes a carrier for sending. */
export { type AmqpMessage, fromAmqp } from './amqp.js';
export { messageAttributes } from './attributes.js';
export {
  fromKinesis,
  fromSns,
  fromSqs,
  type KinesisMessage,
  type MessageAttributes,
  type SnsMessage,
  type SqsMessage,
  toSns,
  toSqs,
} from './aws.js';
export { type EventHubsMessage, fromEventHubs, fromServiceBus, type ServiceBusMessage } from './azure.js';
export type { FromMessages, MessageSource } from './message-reader.js';
export {
  type CloudEventMessage,
  type DebeziumMessage,
  fromCloudEvent,
  fromDebezium,
  fromEnvironment,
  fromNest,
  type NestMessage,
} from './cloudevents.js';
export {
  type BullMqMessage,
  fromBullMq,
  fromRedis,
  fromTemporal,
  type RedisMessage,
  type TemporalMessage,
  toBullMq,
  toTemporal,
} from './bullmq.js';
export { fromKafka, type KafkaMessage, toKafka } from './kafka.js';
export { fromMqtt, type MqttMessage, toMqtt } from './mqtt.js';
export { fromNats, type NatsHeaders, type NatsMessage, toNats } from './nats.js';
export { fromPubSub, type PubSubMessage } from './pubsub.js';
