/**
 * Kafka, through KafkaJS, both APIs of @confluentinc/kafka-javascript, node-rdkafka, @platformatic/kafka, and in
 * Lambda's events: reads, describes and writes messages by name; lib's `kafka.ts` recognises them by shape.
 */
import { readCarrier } from '../../lib/sources/headers/read-carrier.js';
import { messagesOf, recordsOf } from '../../lib/sources/messages/kafka.js';
import { field } from '../../lib/sources/messages/field.js';
import { bodySize, type Describer, integer, text, toAttributes } from './describer.js';
import { type FromMessages, messageReader } from './message-reader.js';

/**
 * A message, the payload of `eachMessage` or `eachBatch`, or a Lambda event.
 *
 * @example
 * ```ts
 * class Orders {
 *   @LinkFrom((batch: KafkaMessage[]) => fromKafka(batch))
 *   async store(batch: KafkaMessage[]) {}
 * }
 * ```
 */
export type KafkaMessage =
  | { readonly headers?: unknown }
  | { readonly headerEntries?: unknown }
  | { readonly message: unknown }
  | { readonly batch: unknown }
  | { readonly records: unknown };

/**
 * Returns the links of Kafka messages.
 *
 * @example
 * ```ts
 * import type { Consumer, EachBatchPayload } from 'kafkajs';
 *
 * const run = (consumer: Consumer) =>
 *   consumer.run({
 *     eachBatch: traced(handle, { links: (payload: EachBatchPayload) => fromKafka(payload) }),
 *   });
 * ```
 */
export const fromKafka: FromMessages<KafkaMessage> = messageReader('fromKafka', {
  headers: true,
  read: ({ headerEntries, message }) => readCarrier(headerEntries) ?? readCarrier(field(message, 'headers')),
  messages: ({ batch, records }) => messagesOf(batch) ?? recordsOf(records),
});

/** Node's `Buffer`; in a project without Node's types, the class above it. */
type Bytes = typeof globalThis extends { Buffer: { isBuffer(value: unknown): value is infer Buffer } }
  ? Buffer
  : Uint8Array;

/**
 * Turns a carrier into Kafka headers, whose values are bytes.
 *
 * @example
 * ```ts
 * import type { Producer } from 'kafkajs';
 *
 * const send = (producer: Producer, value: string) =>
 *   producer.send({ topic: 'orders', messages: [{ value, headers: toKafka(guard.carrier()) }] });
 * ```
 */
export function toKafka(carrier: Readonly<Record<string, string>>): Record<string, Bytes> {
  return Object.fromEntries(Object.entries(carrier).map(([name, value]) => [name, Buffer.from(value)]));
}

/** See https://opentelemetry.io/docs/specs/semconv/messaging/kafka/. */
export const kafkaAttributes: Describer = (item) => {
  const isPayload = typeof item.partition === 'number' && typeof item.message === 'object';
  const message = isPayload ? (item.message as Readonly<Record<string, unknown>>) : item;
  const offset = integer(field(message, 'offset'));
  const { topic = item.topic, partition = item.partition, key, value } = message;
  // a tombstone's value is `null`, or `undefined` in @platformatic/kafka
  const isMessage = 'value' in message && (key !== undefined || typeof topic === 'string');
  if (offset === undefined || !isMessage) return undefined;
  const isLambda = 'timestampType' in message && typeof key === 'string';
  return toAttributes(
    {
      'messaging.destination.name': topic,
      'messaging.destination.partition.id': partition,
      'kafka.message.key': text(isLambda ? Buffer.from(key, 'base64') : key),
    },
    {
      'kafka.offset': offset,
      'kafka.message.tombstone': value === null || value === undefined ? true : undefined,
      'messaging.message.body.size': bodySize(value),
    },
  );
};
