/** Apache Pulsar: `message.getProperties()`, text by name. */
import type { ReadResult } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';

/**
 * Reads the properties of a message.
 *
 * @param getProperties Its method, which has been read already.
 * See https://pulsar.apache.org/docs/next/client-libraries-java-tracing.
 */
export function readPulsar(message: object, getProperties: unknown): ReadResult {
  const { getMessageId } = message as { getMessageId?: unknown };
  // any object may have properties
  return typeof getProperties === 'function' && typeof getMessageId === 'function'
    ? readCarrier(getProperties.call(message))
    : undefined;
}
