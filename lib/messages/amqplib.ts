/** amqplib: `message.properties.headers`. */
import { readCarrier } from '../headers.js';
import { at, type MessageReader } from './reader.js';

export const amqplib: MessageReader = {
  field: 'properties',
  get: ({ properties }) => properties,
  read: (properties) => readCarrier(at(properties, 'headers')),
};
