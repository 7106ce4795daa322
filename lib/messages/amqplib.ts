/** amqplib: `message.properties.headers`. */
import type { Found } from '../context-sink.js';
import { readCarrier } from '../headers.js';
import { at } from './places.js';

export function readAmqplib(properties: unknown): Found {
  return readCarrier(at(properties, 'headers'));
}
