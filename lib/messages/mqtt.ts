/** MQTT 5: `packet.properties.userProperties`, whose values are text or, where a name came twice, several. */
import { at, type MessageReader } from './reader.js';

export const mqtt: MessageReader = { field: 'properties', carrier: (properties) => at(properties, 'userProperties') };
