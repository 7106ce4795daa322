/** RabbitMQ through amqplib: reads and describes messages by name; lib's `amqplib.ts` recognises them by shape. */
import type { Attributes } from '@opentelemetry/api';
import { readAmqplib } from '../../lib/sources/messages/amqplib.js';
import { field } from '../../lib/sources/messages/field.js';
import { bodySize, integer, type Message, toAttributes } from './describer.js';
import { type FromMessages, messageReader } from './message-reader.js';

/**
 * An amqplib message.
 *
 * @example
 * ```ts
 * const shipped = (message: AmqpMessage) => inSpan('ship', { links: fromAmqp(message) }, () => handle(message));
 * ```
 */
export interface AmqpMessage {
  readonly properties: unknown;
}

/**
 * Returns the links of RabbitMQ messages. A producer adds `guard.carrier()` to its `headers` as it is.
 *
 * @example
 * ```ts
 * import type { Channel, ConsumeMessage } from 'amqplib';
 *
 * const consume = (channel: Channel) =>
 *   channel.consume('orders', traced(handle, { links: (message: ConsumeMessage | null) => fromAmqp(message) }));
 * ```
 */
export const fromAmqp: FromMessages<AmqpMessage> = messageReader('fromAmqp', {
  read: ({ properties }) => readAmqplib(properties),
});

/** Describes messages of RabbitMQ; of their queue too, where it is known. */
export function describeAmqp({ fields, properties, content }: Message, queue?: string): Attributes | undefined {
  const deliveryTag = integer(field(fields, 'deliveryTag'));
  if (deliveryTag === undefined) return undefined;
  const routingKey = field(fields, 'routingKey');
  return toAttributes(
    {
      'messaging.message.id': field(properties, 'messageId'),
      'messaging.message.conversation_id': field(properties, 'correlationId'),
      'messaging.destination.name': destination(field(fields, 'exchange'), routingKey, queue),
      'rabbitmq.destination.routing_key': routingKey,
    },
    { 'rabbitmq.message.delivery_tag': deliveryTag, 'messaging.message.body.size': bodySize(content) },
  );
}

/**
 * Returns `{exchange}:{routing key}:{queue}`, of which empty parts are left out, and a queue that has the name of the
 * routing key, as it has in the default exchange.
 * See https://opentelemetry.io/docs/specs/semconv/messaging/rabbitmq/.
 */
function destination(exchange: unknown, routingKey: unknown, queue: string | undefined): string {
  const parts = [exchange, routingKey, queue === routingKey ? undefined : queue];
  return parts.filter((part) => typeof part === 'string' && part !== '').join(':');
}
