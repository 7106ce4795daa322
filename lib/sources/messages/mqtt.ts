/** MQTT 5: `packet.properties.userProperties`, whose values are text or, where a name came twice, several. */
import type { Found } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import { at } from './field.js';

export function readMqtt(properties: unknown): Found {
  return readCarrier(at(properties, 'userProperties'));
}
