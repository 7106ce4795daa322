/** Debezium's outbox: the column `tracingspancontext`, the text of `java.util.Properties`. */
import type { MessageReader } from './reader.js';

export const debezium: MessageReader = { field: 'tracingspancontext', carrier: (text) => ({ tracingspancontext: text }) };
