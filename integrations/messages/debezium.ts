/** Debezium's outbox: reads rows and messages by name; lib's `debezium.ts` recognises them by their column. */
import { readDebezium } from '../../lib/sources/messages/debezium.js';
import { type FromMessages, messageReader } from './message-reader.js';

/** A row or message of Debezium's outbox. */
export type DebeziumMessage = { readonly tracingspancontext?: unknown } | { readonly headers?: unknown };

/** Returns the links of rows or messages of Debezium's outbox. */
export const fromDebezium: FromMessages<DebeziumMessage> = messageReader('fromDebezium', {
  headers: true,
  read: ({ tracingspancontext }) => readDebezium(tracingspancontext),
});
