/** Debezium's outbox: the column `tracingspancontext`, the text of `java.util.Properties`. */
import type { ReadResult } from '../context-sink.js';
import { propertiesCarrier } from '../headers/formats/inner-carrier.js';
import { readCarrier } from '../headers/read-carrier.js';
import { field } from './field.js';
import type { ContextReader, Message } from './message-reader.js';

export function readDebezium(properties: unknown): ReadResult {
  return readCarrier(propertiesCarrier(properties));
}

/** Reads a row as the connector delivers it. */
export function readChange(after: unknown): ReadResult {
  return readDebezium(field(after, 'tracingspancontext'));
}

/** Reads a row below the schema that is delivered with it. */
export function readChangeWithSchema(_schema: unknown, { payload }: Message): ReadResult {
  return readChange(field(payload, 'after'));
}

export const DEBEZIUM: ContextReader = { client: 'Debezium', fields: ['tracingspancontext'], read: readDebezium };
export const DEBEZIUM_CHANGE: ContextReader = {
  client: 'Debezium',
  fields: ['after'],
  read: readChange,
};
export const DEBEZIUM_WITH_SCHEMA: ContextReader = {
  client: 'Debezium',
  fields: ['schema', 'payload'],
  read: readChangeWithSchema,
};
