/** amqplib: `message.properties.headers`. */
import type { Found } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import { at } from './field.js';

export function readAmqplib(properties: unknown): Found {
  return readCarrier(at(properties, 'headers'));
}
