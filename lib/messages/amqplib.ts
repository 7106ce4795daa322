/** amqplib: `message.properties.headers`. */
import { at, type MessageReader } from './reader.js';

export const amqplib: MessageReader = { field: 'properties', carrier: (properties) => at(properties, 'headers') };
