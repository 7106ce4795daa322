/** MQTT 5: `packet.properties.userProperties`, whose values are text or, where a name came twice, several. */
import type { Found } from '../context-sink.js';
import { readCarrier } from '../headers.js';
import { at } from './places.js';

export function readMqtt(properties: unknown): Found {
  return readCarrier(at(properties, 'userProperties'));
}
