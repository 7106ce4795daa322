/** The attributes that the messaging conventions define for each message of a batch. */
import type { Attributes } from '@opentelemetry/api';
import { reportFailure } from '../../lib/global/report.js';
import { describingBatch } from '../../lib/links/batch-attributes.js';
import { amqpAttributes } from './amqp.js';
import { awsAttributes } from './aws.js';
import { azureAttributes } from './azure.js';
import { bullMqAttributes } from './bullmq.js';
import { cloudEventAttributes } from './cloudevents.js';
import type { Describer } from './describer.js';
import { kafkaAttributes } from './kafka.js';
import { mqttAttributes } from './mqtt.js';
import { natsAttributes } from './nats.js';
import { pubsubAttributes } from './pubsub.js';
import { redisAttributes } from './redis.js';

/** Asked in this order: Azure before Kafka, as an Event Hubs event has an offset too. */
const DESCRIBERS: readonly Describer[] = [
  azureAttributes,
  kafkaAttributes,
  amqpAttributes,
  awsAttributes,
  pubsubAttributes,
  natsAttributes,
  mqttAttributes,
  cloudEventAttributes,
  bullMqAttributes,
  redisAttributes,
];

/**
 * Returns the attributes of a link to a message's producer, by the messaging conventions: `messaging.message.id`,
 * `messaging.kafka.offset`, … Attributes that differ between the messages of a batch belong on the links, not on the
 * span. See https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#batch-receiving. Never throws.
 *
 * Given to `@LinkFrom` as it is, it also counts a batch on the span: `messaging.batch.message_count`.
 *
 * @returns `undefined` if it is not a message of a known client.
 *
 * @example
 * class Orders {
 *   @LinkFrom(0, { attributes: messageAttributes })
 *   async store(batch: KafkaMessage[]) {}
 * }
 */
export const messageAttributes: (message: unknown) => Attributes | undefined = /* @__PURE__ */ describingBatch(
  function messageAttributes(message: unknown): Attributes | undefined {
    if (typeof message !== 'object' || message === null) return undefined;
    try {
      for (const describe of DESCRIBERS) {
        const attributes = describe(message as Readonly<Record<string, unknown>>);
        if (attributes !== undefined) return attributes;
      }
      return undefined;
    } catch (error) {
      reportFailure('messageAttributes', 'found a message that cannot be read', error);
      return undefined;
    }
  },
  (items) => ({ 'messaging.batch.message_count': items }),
);
