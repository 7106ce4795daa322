/** Debezium's outbox: reads rows and messages by name; lib's `debezium.ts` recognises them by their column. */
import { readDebezium } from '../../lib/sources/messages/debezium.js';
import { field } from '../../lib/sources/messages/field.js';
import { type FromMessages, messageReader } from './message-reader.js';

/** A row or message of Debezium's outbox, or the change of such a row. */
export type DebeziumMessage =
  | { readonly tracingspancontext?: unknown }
  | { readonly headers?: unknown }
  | { readonly after: unknown }
  | { readonly payload: unknown };

/** Returns the links of rows or messages of Debezium's outbox, and of changes of its rows. */
export const fromDebezium: FromMessages<DebeziumMessage> = messageReader('fromDebezium', {
  headers: true,
  read: ({ tracingspancontext, after, payload }) =>
    readDebezium(tracingspancontext) ??
    readDebezium(field(after, 'tracingspancontext')) ??
    readDebezium(field(field(payload, 'after'), 'tracingspancontext')),
});
