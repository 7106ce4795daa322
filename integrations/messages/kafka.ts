/**
 * Kafka: KafkaJS, @confluentinc/kafka-javascript in both its APIs, node-rdkafka, @platformatic/kafka, Lambda's event.
 */
import { isUtf8 } from 'node:buffer';
import { readCarrier } from '../../lib/sources/headers/read-carrier.js';
import { messagesOf, recordsOf } from '../../lib/sources/messages/kafka.js';
import { field } from '../../lib/sources/messages/field.js';
import { bodySize, type Describe, described, type FromMessages, fromPlaces, integer } from './message-reader.js';

/** A message, the payload of `eachMessage` or `eachBatch`, or Lambda's event. */
export type KafkaMessage =
  | { readonly headers?: unknown }
  | { readonly headerEntries?: unknown }
  | { readonly message: unknown }
  | { readonly batch: unknown }
  | { readonly records: unknown };

/**
 * The links of messages of Kafka.
 *
 * @example
 * eachBatch: traced((payload: EachBatchPayload) => store(payload.batch), { links: (payload) => fromKafka(payload) });
 */
export const fromKafka: FromMessages<KafkaMessage> = fromPlaces('fromKafka', {
  headers: true,
  read: ({ headerEntries, message }) => readCarrier(headerEntries) ?? readCarrier(field(message, 'headers')),
  messages: ({ batch, records }) => messagesOf(batch) ?? recordsOf(records),
});

/**
 * A carrier as Kafka's headers, whose values are bytes.
 *
 * @example
 * producer.send({ topic: 'orders', messages: [{ value, headers: toKafka(guard.carrier()) }] });
 */
export function toKafka(carrier: Readonly<Record<string, string>>): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(carrier).map(([name, value]) => [name, Buffer.from(value)]));
}

/** See https://opentelemetry.io/docs/specs/semconv/messaging/kafka/. */
export const kafkaAttributes: Describe = (item) => {
  const isPayload = typeof item.partition === 'number' && typeof item.message === 'object';
  const message = isPayload ? (item.message as Readonly<Record<string, unknown>>) : item;
  const offset = integer(field(message, 'offset'));
  const { topic = item.topic, partition = item.partition, key, value } = message;
  if (offset === undefined || value === undefined || (key === undefined && typeof topic !== 'string')) return undefined;
  const isLambda = 'timestampType' in message && typeof key === 'string';
  return described(
    {
      'messaging.destination.name': topic,
      'messaging.destination.partition.id': partition,
      'messaging.kafka.message.key': keyText(isLambda ? Buffer.from(key, 'base64') : key),
    },
    {
      'messaging.kafka.offset': offset,
      'messaging.kafka.message.tombstone': value === null ? true : undefined,
      'messaging.message.body.size': bodySize(value),
    },
  );
};

/** A key as the text it is, or that its bytes spell; other bytes have none that all would agree on. */
function keyText(key: unknown): unknown {
  if (!ArrayBuffer.isView(key)) return key;
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength);
  return isUtf8(bytes) ? bytes.toString() : undefined;
}
