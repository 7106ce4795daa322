/** MQTT 5: `packet.properties.userProperties`, whose values are text or, where a name came twice, several. */
import { readCarrier } from '../headers.js';
import { at, type MessageReader } from './reader.js';

export const mqtt: MessageReader = {
  field: 'properties',
  get: ({ properties }) => properties,
  read: (properties) => readCarrier(at(properties, 'userProperties')),
};
