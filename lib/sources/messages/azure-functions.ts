/**
 * Azure Functions: the invocation context of a function that Service Bus or Event Hubs triggers. Its `triggerMetadata`
 * has the properties of the message, or those of all.
 */
import type { ReadResult } from '../context-sink.js';
import { readCarrier, readFields } from '../headers/read-carrier.js';
import { asList, field } from './field.js';

/** Returns the properties of all messages, where the trigger's cardinality is `many`. */
export function sentMany(metadata: unknown): readonly unknown[] | undefined {
  return (
    asList(field(metadata, 'applicationPropertiesArray')) ??
    asList(field(metadata, 'userPropertiesArray')) ??
    asList(field(metadata, 'propertiesArray'))
  );
}

/**
 * Reads the properties of one message, or else the context of the host that called the function.
 * See https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus-trigger#message-metadata.
 */
export function readFunction(metadata: unknown, host: unknown): ReadResult {
  return (
    readCarrier(field(metadata, 'applicationProperties')) ??
    readCarrier(field(metadata, 'userProperties')) ??
    readCarrier(field(metadata, 'properties')) ??
    // as versions 4 and 3 of the programming model name it
    readFields({ tracestate: field(host, 'traceState') }, field(host, 'traceParent')) ??
    readFields({ tracestate: field(host, 'tracestate') }, field(host, 'traceparent'))
  );
}
