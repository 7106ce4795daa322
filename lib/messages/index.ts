/** Reads messages of known clients by their structure, without importing any of them. */
import { type ContextSink, give } from '../context-sink.js';
import { readCarrier } from '../headers.js';
import { amqplib } from './amqplib.js';
import { lambda, sns, sqs } from './aws.js';
import { eventHubs, serviceBus } from './azure.js';
import { bullmq } from './bullmq.js';
import { debezium } from './debezium.js';
import { http } from './http.js';
import { kafkajs, platformatic } from './kafka.js';
import { mqtt } from './mqtt.js';
import { pubsub } from './pubsub.js';
import type { MessageReader } from './reader.js';

/** In the order in which they are tried; those of one field stand together, as it is read once. */
const READERS: readonly MessageReader[] = [
  amqplib,
  mqtt,
  eventHubs,
  serviceBus,
  ...sqs,
  sns,
  pubsub,
  bullmq,
  platformatic,
  http,
  debezium,
  kafkajs,
  lambda,
];

/** The fields that are read here, and those that were read before. */
export const MESSAGE_FIELDS: ReadonlySet<string> = new Set(['headers', 'context', 'body', ...READERS.map(({ field }) => field)]);

/** Gives the context that the message holds at the place its client puts it, or those of all messages in it. */
export function readMessage(message: object, context: unknown, sink: ContextSink): boolean {
  let last: string | undefined;
  let value: unknown;
  for (const { field, carrier, messages } of READERS) {
    if (field !== last) value = (message as Record<string, unknown>)[field];
    last = field;
    if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) continue;
    const several = messages?.(value);
    if (Array.isArray(several)) return sink.giveMessages(several);
    if (give(readCarrier(carrier?.(value, message, context)), sink)) return true;
  }
  return false;
}
