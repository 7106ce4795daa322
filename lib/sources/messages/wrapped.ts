/**
 * Objects that wrap their `message`: KafkaJS's payload of `eachMessage` (`message.headers`), a push of Google Pub/Sub
 * (`message.attributes`), an entry of a Redis stream (`message` is its fields).
 */
import type { ReadResult } from '../context-sink.js';
import { readCarrier, readNames, readW3C } from '../headers/read-carrier.js';

const READ: ReadonlySet<string> = new Set(['headers', 'attributes', '_tracer-data']);

export function readWrapped(message: unknown): ReadResult {
  if (typeof message !== 'object' || message === null) return undefined;
  const { headers, attributes, traceparent } = message as Record<string, unknown>;
  return (
    readCarrier(headers) ??
    readCarrier(attributes) ??
    readW3C(message, traceparent) ??
    readNames(message, traceparent, READ)
  );
}
