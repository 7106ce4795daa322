/** RabbitMQ, through amqplib. */
import { readAmqplib } from '../../lib/sources/messages/amqplib.js';
import { field } from '../../lib/sources/messages/field.js';
import { bodySize, type Describe, described, type FromMessages, fromPlaces, integer } from './message-reader.js';

/** A message of amqplib. */
export interface AmqpMessage {
  readonly properties: unknown;
}

/**
 * The links of messages of RabbitMQ. A producer puts `guard.carrier()` into the `headers` of its options as it is.
 *
 * @example
 * channel.consume('orders', traced(handle, { links: (message: ConsumeMessage | null) => fromAmqp(message) }));
 */
export const fromAmqp: FromMessages<AmqpMessage> = fromPlaces('fromAmqp', {
  read: ({ properties }) => readAmqplib(properties),
});

/** See https://opentelemetry.io/docs/specs/semconv/messaging/rabbitmq/. */
export const amqpAttributes: Describe = ({ fields, properties, content }) => {
  const deliveryTag = integer(field(fields, 'deliveryTag'));
  if (deliveryTag === undefined) return undefined;
  return described(
    {
      'messaging.message.id': field(properties, 'messageId'),
      'messaging.message.conversation_id': field(properties, 'correlationId'),
      'messaging.rabbitmq.destination.routing_key': field(fields, 'routingKey'),
    },
    { 'messaging.rabbitmq.message.delivery_tag': deliveryTag, 'messaging.message.body.size': bodySize(content) },
  );
};
