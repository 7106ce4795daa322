/** Kafka: KafkaJS's payloads of `eachMessage` and `eachBatch`, @platformatic/kafka's entries, and Lambda's event. */
import { readCarrier } from '../headers.js';
import { at, type MessageReader } from './reader.js';

export const kafkajs: MessageReader = { field: 'batch', get: ({ batch }) => batch, messages: (batch) => at(batch, 'messages') };

export const platformatic: MessageReader = { field: 'headerEntries', get: ({ headerEntries }) => headerEntries, read: readCarrier };

/** Records by topic and partition. */
export const lambdaKafka: MessageReader = {
  field: 'records',
  get: ({ records }) => records,
  messages: (records) => (typeof records === 'object' && records !== null && !Array.isArray(records) ? Object.values(records).flat() : undefined),
};
