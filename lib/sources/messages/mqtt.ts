/** MQTT 5: `packet.properties.userProperties`, whose values are text or, where a name came twice, several. */
import type { ReadResult } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import { field } from './field.js';
import type { ContextReader } from './message-reader.js';

export function readMqtt(properties: unknown): ReadResult {
  return readCarrier(field(properties, 'userProperties'));
}

export const MQTT: ContextReader = { client: 'MQTT 5', fields: ['properties'], read: readMqtt };
