/** Apache Pulsar: `message.getProperties()`, text by name. */
import { ignoreRejection } from '../../global/ignore-rejection.js';
import type { ReadResult } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import type { ContextReader, Message } from './message-reader.js';

/**
 * Reads the properties of a message.
 *
 * @param getProperties Its method, which has been read already.
 * See https://pulsar.apache.org/docs/next/client-libraries-java-tracing.
 */
export function readPulsar(getProperties: unknown, message: Message): ReadResult {
  const { getMessageId } = message;
  // any object may have properties
  return typeof getProperties === 'function' && typeof getMessageId === 'function'
    ? readCarrier(ignoreRejection(getProperties.call(message)))
    : undefined;
}

export const PULSAR: ContextReader = {
  client: 'Apache Pulsar',
  fields: ['getProperties', 'getMessageId'],
  read: readPulsar,
};
