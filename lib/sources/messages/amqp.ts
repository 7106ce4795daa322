/** AMQP 1.0, as rhea delivers it: `message_annotations` and `application_properties`. */
import type { ReadResult } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import type { ContextReader } from './message-reader.js';

/**
 * Reads the annotations, which a broker in between may have changed, and the sender's own properties without them.
 * See https://w3c.github.io/trace-context-amqp/.
 */
export function readAmqp(annotations: unknown, properties: unknown): ReadResult {
  return readCarrier(annotations) ?? readCarrier(properties);
}

export const AMQP_ANNOTATIONS: ContextReader = {
  client: 'AMQP 1.0',
  fields: ['message_annotations'],
  read: readCarrier,
};
export const AMQP_PROPERTIES: ContextReader = {
  client: 'AMQP 1.0',
  fields: ['application_properties'],
  read: readCarrier,
};
