/** The attributes that the messaging conventions define for each message of a batch. */
import type { Attributes } from '@opentelemetry/api';
import { reportFailure } from '../../lib/global/report.js';
import { describingBatch } from '../../lib/links/batch-attributes.js';
import { describeAmqp } from './amqp.js';
import { awsAttributes } from './aws.js';
import { azureAttributes } from './azure.js';
import { bullMqAttributes } from './bullmq.js';
import { cloudEventAttributes } from './cloudevents.js';
import type { Describer, Message } from './describer.js';
import { kafkaAttributes } from './kafka.js';
import { mqttAttributes } from './mqtt.js';
import { natsAttributes } from './nats.js';
import { pubsubAttributes } from './pubsub.js';
import { redisAttributes } from './redis.js';

/** Asked in this order: Azure before Kafka, as an Event Hubs event has an offset too. */
const DESCRIBERS: readonly Describer[] = [
  azureAttributes,
  kafkaAttributes,
  (message) => describeAmqp(message),
  awsAttributes,
  pubsubAttributes,
  natsAttributes,
  mqttAttributes,
  cloudEventAttributes,
  bullMqAttributes,
  redisAttributes,
];

/**
 * Describes a message on the link to its producer.
 *
 * @example
 * ```ts
 * const describe: DescribeMessage = amqpAttributes('invoices');
 *
 * class Orders {
 *   @LinkFrom(0, { attributes: describe })
 *   async bill(message: AmqpMessage) {}
 * }
 * ```
 */
export type DescribeMessage = (message: unknown) => Attributes | undefined;

/**
 * Returns the attributes of a link to a message's producer, by the messaging conventions: `messaging.message.id`,
 * `kafka.offset`, … Attributes that differ between the messages of a batch belong on the links, not on the span. See
 * https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#batch-receiving. Never throws.
 *
 * Given to `@LinkFrom` as it is, it also counts a batch on the span: `messaging.batch.message_count`.
 *
 * @returns `undefined` if it is not a message of a known client.
 *
 * @example
 * ```ts
 * class Orders {
 *   @LinkFrom(0, { attributes: messageAttributes })
 *   async store(batch: KafkaMessage[]) {}
 * }
 * ```
 */
export const messageAttributes: DescribeMessage = /* @__PURE__ */ describing('messageAttributes', (message) => {
  for (const describe of DESCRIBERS) {
    const attributes = describe(message);
    if (attributes !== undefined) return attributes;
  }
  return undefined;
});

/**
 * Makes a `messageAttributes` for the messages of one queue of RabbitMQ: by the conventions, their destination ends
 * with the queue, which no message names. Never throws.
 *
 * @returns What returns `undefined` if it is not a message of amqplib.
 *
 * @example
 * ```ts
 * import type { ConsumeMessage } from 'amqplib';
 *
 * class Orders {
 *   @LinkFrom(0, { attributes: amqpAttributes('invoices') })
 *   async bill(message: ConsumeMessage) {}
 * }
 * ```
 */
export function amqpAttributes(queue: string): DescribeMessage {
  return describing('amqpAttributes', (message) => describeAmqp(message, queue));
}

/** Makes a function of link attributes, which counts a batch on its span. */
function describing(site: string, describe: Describer): DescribeMessage {
  return describingBatch(
    (message: unknown) => {
      if (typeof message !== 'object' || message === null) return undefined;
      try {
        return describe(message as Message);
      } catch (error) {
        reportFailure(site, 'found a message that cannot be read', error);
        return undefined;
      }
    },
    (items) => ({ 'messaging.batch.message_count': items }),
  );
}
