/** Google Pub/Sub: `message.attributes`, of which the client names its own `googclient_traceparent`. */
import type { Found } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';

/** An OpenTelemetry link has attributes, too, which are none of a message; it has a `context` beside them. */
export function readPubSub(attributes: unknown, context: unknown): Found {
  return typeof context === 'object' ? undefined : readCarrier(attributes);
}
