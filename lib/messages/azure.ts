/** Azure Service Bus: `message.applicationProperties`; Event Hubs: `event.properties`. Both name it `Diagnostic-Id`. */
import { readCarrier } from '../headers.js';
import type { MessageReader } from './reader.js';

export const serviceBus: MessageReader = {
  field: 'applicationProperties',
  get: ({ applicationProperties }) => applicationProperties,
  read: readCarrier,
};

export const eventHubs: MessageReader = { field: 'properties', get: ({ properties }) => properties, read: readCarrier };
