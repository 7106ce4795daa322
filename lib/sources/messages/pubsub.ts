/** Google Pub/Sub: `message.attributes`, of which the client names its own `googclient_traceparent`. */
import type { ReadResult } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import type { ContextReader, Message } from './message-reader.js';

/** Passes over an OpenTelemetry link, which has attributes too, and a `context` beside them. */
export function readPubSub(attributes: unknown, _message: Message, context: unknown): ReadResult {
  return typeof context === 'object' ? undefined : readCarrier(attributes);
}

export const PUBSUB: ContextReader = {
  client: 'Google Pub/Sub',
  fields: ['attributes'],
  read: readPubSub,
};
