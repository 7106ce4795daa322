/** Kafka: a KafkaJS batch in `payload.batch.messages`, and @platformatic/kafka's `message.headerEntries`. */
import { at, type MessageReader } from './reader.js';

export const kafkajs: MessageReader = { field: 'batch', messages: (batch) => at(batch, 'messages') };
export const platformatic: MessageReader = { field: 'headerEntries', carrier: (entries) => entries };
