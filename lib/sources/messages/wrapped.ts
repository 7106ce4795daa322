/**
 * Objects that wrap their `message`: KafkaJS's payload of `eachMessage` (`message.headers`), a push of Google Pub/Sub
 * (`message.attributes`), what a receiver of rhea gets (a message of AMQP 1.0), an entry of a Redis stream (`message`
 * is its fields).
 */
import type { ReadResult } from '../context-sink.js';
import { readCarrier, readNames, readW3C } from '../headers/read-carrier.js';
import { readAmqp } from './amqp.js';
import type { ContextReader } from './message-reader.js';

const READ: ReadonlySet<string> = new Set([
  ...['headers', 'attributes', '_tracer-data'],
  ...['message_annotations', 'application_properties'],
]);

export function readWrapped(message: unknown): ReadResult {
  if (typeof message !== 'object' || message === null) return undefined;
  const { headers, attributes, traceparent, message_annotations, application_properties } = message as Record<
    string,
    unknown
  >;
  return (
    readCarrier(headers) ??
    readCarrier(attributes) ??
    readW3C(message, traceparent) ??
    readNames(message, traceparent, READ) ??
    readAmqp(message_annotations, application_properties)
  );
}

export const WRAPPED: ContextReader = { client: 'a wrapper', fields: ['message'], read: readWrapped };
