/**
 * Kafka: the records of Lambda's event, by topic and partition. Those of KafkaJS's `eachBatch` are in `batch.messages`.
 */
import { field, asList } from './field.js';
import { readCarrier } from '../headers/read-carrier.js';
import type { ContextReader, ListReader } from './message-reader.js';

/** The messages of a KafkaJS batch. */
export function messagesOf(batch: unknown): readonly unknown[] | undefined {
  return asList(field(batch, 'messages'));
}

/** Records that are listed: more than Lambda delivers, and than are read. */
const LIMIT = 1_000_000;

/** The records of all topics and partitions. */
export function recordsOf(records: unknown): readonly unknown[] | undefined {
  if (typeof records !== 'object' || records === null || Array.isArray(records)) return undefined;
  const all: unknown[] = [];
  for (const partition of Object.values(records) as unknown[]) {
    const list = Array.isArray(partition) ? (partition as unknown[]) : [partition];
    for (let at = 0; at < list.length && all.length < LIMIT; at++) all.push(list[at]);
  }
  return all;
}

export const KAFKAJS_BATCH: ListReader = { client: 'KafkaJS', fields: ['batch'], list: messagesOf };
export const BATCH: ListReader = { client: 'a batch', fields: ['messages'], list: asList };
export const KAFKA_IN_LAMBDA: ListReader = { client: 'AWS Lambda', fields: ['records'], list: recordsOf };
export const PLATFORMATIC_KAFKA: ContextReader = {
  client: '@platformatic/kafka',
  fields: ['headerEntries'],
  read: readCarrier,
};
