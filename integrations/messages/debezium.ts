/** Debezium's outbox: reads rows and messages by name; lib's `debezium.ts` recognises them by their column. */
import { readDebezium } from '../../lib/sources/messages/debezium.js';
import { field } from '../../lib/sources/messages/field.js';
import { type FromMessages, messageReader } from './message-reader.js';

/**
 * A row or message of Debezium's outbox, or the change of such a row.
 *
 * @example
 * ```ts
 * const changed = (change: DebeziumMessage) => inSpan('index', { links: fromDebezium(change) }, () => handle(change));
 * ```
 */
export type DebeziumMessage =
  | { readonly tracingspancontext?: unknown }
  | { readonly headers?: unknown }
  | { readonly after: unknown }
  | { readonly payload: unknown };

/**
 * Returns the links of rows or messages of Debezium's outbox, and of changes of its rows.
 *
 * @example
 * ```ts
 * const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
 * fromDebezium({ after: { id: 7, tracingspancontext: `traceparent=${traceparent}` } });
 * ```
 */
export const fromDebezium: FromMessages<DebeziumMessage> = messageReader('fromDebezium', {
  headers: true,
  read: ({ tracingspancontext, after, payload }) =>
    readDebezium(tracingspancontext) ??
    readDebezium(field(after, 'tracingspancontext')) ??
    readDebezium(field(field(payload, 'after'), 'tracingspancontext')),
});
