/** Azure Event Hubs and Service Bus: `properties` and `applicationProperties`, with a `Diagnostic-Id`. */
import { readCarrier } from '../headers/read-carrier.js';
import type { ContextReader } from './message-reader.js';

export const EVENT_HUBS: ContextReader = { client: 'Azure Event Hubs', fields: ['properties'], read: readCarrier };
export const SERVICE_BUS: ContextReader = {
  client: 'Azure Service Bus',
  fields: ['applicationProperties'],
  read: readCarrier,
};
