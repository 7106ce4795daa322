/** Debezium's outbox: the column `tracingspancontext`, the text of `java.util.Properties`. */
import type { ReadResult } from '../context-sink.js';
import { propertiesCarrier } from '../headers/formats/inner-carrier.js';
import { readCarrier } from '../headers/read-carrier.js';

export function readDebezium(properties: unknown): ReadResult {
  return readCarrier(propertiesCarrier(properties));
}
