/** Google Pub/Sub: `message.attributes`, of which the client names its own `googclient_traceparent`. */
import { readCarrier } from '../headers.js';
import type { MessageReader } from './reader.js';

/** Lambda's SQS records have `attributes` too, with `AWSTraceHeader`; so have OpenTelemetry's links, which are none. */
export const pubsub: MessageReader = {
  field: 'attributes',
  get: ({ attributes }) => attributes,
  read: (attributes, _message, context) => (typeof context === 'object' ? undefined : readCarrier(attributes)),
};
