/** amqplib: `message.properties.headers`. */
import type { ReadResult } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import { field } from './field.js';
import type { ContextReader } from './message-reader.js';

export function readAmqplib(properties: unknown): ReadResult {
  return readCarrier(field(properties, 'headers'));
}

export const AMQPLIB: ContextReader = { client: 'amqplib', fields: ['properties'], read: readAmqplib };
