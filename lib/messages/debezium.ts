/** Debezium's outbox: the column `tracingspancontext`, the text of `java.util.Properties`. */
import { parseProperties } from '../formats/properties.js';
import { readCarrier } from '../headers.js';
import { text, VALUE_LIMIT } from '../text.js';
import type { MessageReader } from './reader.js';

export const debezium: MessageReader = {
  field: 'tracingspancontext',
  get: ({ tracingspancontext }) => tracingspancontext,
  read: (properties) => readCarrier(parseProperties(text(properties)?.slice(0, VALUE_LIMIT))),
};
