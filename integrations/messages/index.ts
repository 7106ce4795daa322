/** `spanlink/messages`: messages by their client's name. `from…` reads links, `to…` shapes a carrier for sending. */
export { type AmqpMessage, fromAmqp } from './amqp.js';
export { amqpAttributes, type DescribeMessage, messageAttributes } from './attributes.js';
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
export { type BullMqMessage, fromBullMq, toBullMq } from './bullmq.js';
export { type CloudEventMessage, fromCloudEvent } from './cloudevents.js';
export { type DebeziumMessage, fromDebezium } from './debezium.js';
export { fromEnvironment } from './environment.js';
export { fromKafka, type KafkaMessage, toKafka } from './kafka.js';
export type { FromMessages, MessageSource } from './message-reader.js';
export { fromMqtt, type MqttMessage, toMqtt } from './mqtt.js';
export { fromNats, type NatsHeaders, type NatsMessage, toNats } from './nats.js';
export { fromNest, type NestMessage } from './nestjs.js';
export { fromPubSub, type PubSubMessage } from './pubsub.js';
export { fromRedis, type RedisMessage } from './redis.js';
export { fromTemporal, type TemporalMessage, toTemporal } from './temporal.js';
