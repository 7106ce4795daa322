/** RabbitMQ through amqplib: reads and describes messages by name; lib's `amqplib.ts` recognises them by shape. */
import { readAmqplib } from '../../lib/sources/messages/amqplib.js';
import { field } from '../../lib/sources/messages/field.js';
import { bodySize, type Describer, integer, toAttributes } from './describer.js';
import { type FromMessages, messageReader } from './message-reader.js';

/** An amqplib message. */
export interface AmqpMessage {
  readonly properties: unknown;
}

/**
 * Returns the links of RabbitMQ messages. A producer adds `guard.carrier()` to its `headers` as it is.
 *
 * @example
 * channel.consume('orders', traced(handle, { links: (message: ConsumeMessage | null) => fromAmqp(message) }));
 */
export const fromAmqp: FromMessages<AmqpMessage> = messageReader('fromAmqp', {
  read: ({ properties }) => readAmqplib(properties),
});

/** See https://opentelemetry.io/docs/specs/semconv/messaging/rabbitmq/. */
export const amqpAttributes: Describer = ({ fields, properties, content }) => {
  const deliveryTag = integer(field(fields, 'deliveryTag'));
  if (deliveryTag === undefined) return undefined;
  return toAttributes(
    {
      'messaging.message.id': field(properties, 'messageId'),
      'messaging.message.conversation_id': field(properties, 'correlationId'),
      'messaging.rabbitmq.destination.routing_key': field(fields, 'routingKey'),
    },
    { 'messaging.rabbitmq.message.delivery_tag': deliveryTag, 'messaging.message.body.size': bodySize(content) },
  );
};
