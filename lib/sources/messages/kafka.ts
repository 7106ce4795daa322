/**
 * Kafka: the records of Lambda's event, by topic and partition. Those of KafkaJS's `eachBatch` are in `batch.messages`.
 */
import { field, asList } from './field.js';

/** The messages of a KafkaJS batch. */
export function messagesOf(batch: unknown): readonly unknown[] | undefined {
  return asList(field(batch, 'messages'));
}

/** The records of all topics and partitions. */
export function recordsOf(records: unknown): readonly unknown[] | undefined {
  return typeof records === 'object' && records !== null && !Array.isArray(records)
    ? Object.values(records).flat()
    : undefined;
}
