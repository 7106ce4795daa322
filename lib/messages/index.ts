/** Reads messages of known clients by their structure, without importing any of them. */
import { type ContextSink, give } from '../context-sink.js';
import { amqplib } from './amqplib.js';
import { kinesis, lambda, sns, sqs, sqsAnswer, sqsRecord } from './aws.js';
import { eventHubs, serviceBus } from './azure.js';
import { bullmq } from './bullmq.js';
import { debezium } from './debezium.js';
import { http } from './http.js';
import { kafkajs, lambdaKafka, platformatic } from './kafka.js';
import { mqtt } from './mqtt.js';
import { nestjs } from './nestjs.js';
import { pubsub } from './pubsub.js';
import type { MessageReader } from './reader.js';
import { wrapped } from './wrapped.js';

/** In the order in which they are tried; those of one field stand together, as it is read once. */
const READERS: readonly MessageReader[] = [
  amqplib,
  mqtt,
  eventHubs,
  serviceBus,
  ...sqs,
  sns,
  kinesis,
  pubsub,
  sqsRecord,
  bullmq,
  platformatic,
  http,
  debezium,
  kafkajs,
  lambda,
  lambdaKafka,
  sqsAnswer,
  wrapped,
  nestjs,
];

/** The fields that are read here, and those that were read before. */
export const MESSAGE_FIELDS: ReadonlySet<string> = new Set(['headers', 'context', 'body', ...READERS.map(({ field }) => field)]);

/** Gives the context that the message holds at the place its client puts it, or those of all messages in it. */
export function readMessage(message: object, context: unknown, sink: ContextSink, readers = READERS): boolean {
  let last: string | undefined;
  let value: unknown;
  for (const reader of readers) {
    if (reader.field !== last) value = reader.get(message as Record<string, unknown>);
    last = reader.field;
    if (value === undefined || value === null) continue;
    const several = reader.messages?.(value);
    if (Array.isArray(several)) return sink.giveMessages(several);
    if (give(reader.read?.(value, message, context), sink)) return true;
  }
  return false;
}
