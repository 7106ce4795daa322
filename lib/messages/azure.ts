/** Azure Service Bus: `message.applicationProperties`; Event Hubs: `event.properties`. Both name it `Diagnostic-Id`. */
import type { MessageReader } from './reader.js';

export const serviceBus: MessageReader = { field: 'applicationProperties', carrier: (properties) => properties };
export const eventHubs: MessageReader = { field: 'properties', carrier: (properties) => properties };
