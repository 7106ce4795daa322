/** What the messaging conventions want to know of each message of a batch. */
import type { Attributes } from '@opentelemetry/api';
import { reportFailure } from '../../lib/global/report.js';
import { amqpAttributes } from './amqp.js';
import { awsAttributes } from './aws.js';
import { azureAttributes } from './azure.js';
import type { Describe } from './message-reader.js';
import { eventAttributes } from './cloudevents.js';
import { jobAttributes } from './bullmq.js';
import { kafkaAttributes } from './kafka.js';
import { mqttAttributes } from './mqtt.js';
import { natsAttributes } from './nats.js';
import { pubsubAttributes } from './pubsub.js';

/** In the order in which they are asked; an event of Event Hubs has an offset, as a message of Kafka has. */
const DESCRIBE: readonly Describe[] = [
  azureAttributes,
  kafkaAttributes,
  amqpAttributes,
  awsAttributes,
  pubsubAttributes,
  natsAttributes,
  mqttAttributes,
  eventAttributes,
  jobAttributes,
];

/**
 * The attributes of a link to a message's producer, by the messaging conventions: `messaging.message.id`,
 * `messaging.kafka.offset`, … Attributes that differ between the messages of a batch belong on the links, not on the
 * span. `undefined` for what is no message of a known client.
 * See https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#batch-receiving.
 *
 * @example
 * class Orders {
 *   @LinkFrom(0, { attributes: messageAttributes })
 *   async store(batch: KafkaMessage[]) {}
 * }
 */
export function messageAttributes(message: unknown): Attributes | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  try {
    for (const describe of DESCRIBE) {
      const attributes = describe(message as Readonly<Record<string, unknown>>);
      if (attributes !== undefined) return attributes;
    }
    return undefined;
  } catch (error) {
    reportFailure('messageAttributes', 'found a message that cannot be read', error);
    return undefined;
  }
}
