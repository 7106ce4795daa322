/**
 * Azure Functions: the invocation context of a function that Service Bus or Event Hubs triggers. Its `triggerMetadata`
 * has the properties of the message, or those of all.
 */
import type { ReadResult } from '../context-sink.js';
import { readCarrier, readFields } from '../headers/read-carrier.js';
import { asList, field } from './field.js';
import type { ContextReader, ListReader } from './message-reader.js';

/** Returns the properties of all messages, where the trigger's cardinality is `many`. */
export function sentMany(metadata: unknown): readonly unknown[] | undefined {
  return (
    asList(field(metadata, 'applicationPropertiesArray')) ??
    asList(field(metadata, 'userPropertiesArray')) ??
    asList(field(metadata, 'propertiesArray'))
  );
}

/**
 * Reads the properties of one message.
 * See https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus-trigger#message-metadata.
 */
export function readTrigger(metadata: unknown): ReadResult {
  return (
    readCarrier(field(metadata, 'applicationProperties')) ??
    readCarrier(field(metadata, 'userProperties')) ??
    readCarrier(field(metadata, 'properties'))
  );
}

/** Reads the context of the host that called the function, as versions 4 and 3 of the programming model name it. */
export function readHost(host: unknown): ReadResult {
  return (
    readFields({ tracestate: field(host, 'traceState') }, field(host, 'traceParent')) ??
    readFields({ tracestate: field(host, 'tracestate') }, field(host, 'traceparent'))
  );
}

export const TRIGGERED_BY_MANY: ListReader = {
  client: 'Azure Functions',
  fields: ['triggerMetadata'],
  list: sentMany,
};
export const TRIGGERED: ContextReader = { client: 'Azure Functions', fields: ['triggerMetadata'], read: readTrigger };
export const CALLED_BY_HOST: ContextReader = { client: 'Azure Functions', fields: ['traceContext'], read: readHost };
