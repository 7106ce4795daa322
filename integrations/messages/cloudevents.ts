/** CloudEvents: reads and describes events by name; lib recognises them, as any object with a `traceparent`. */
import { readFields } from '../../lib/sources/headers/read-carrier.js';
import { type Describer, toAttributes } from './describer.js';
import { type FromMessages, messageReader } from './message-reader.js';

/**
 * An event, or the message that carries it.
 *
 * @example
 * ```ts
 * const received = (event: CloudEventMessage) => inSpan('note', { links: fromCloudEvent(event) }, () => handle(event));
 * ```
 */
export type CloudEventMessage = { readonly specversion: unknown } | { readonly headers: unknown };

/**
 * Returns the links of CloudEvents: to the last hop, from the headers of the protocol, and to the start of the journey,
 * from the event itself. See
 * https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/distributed-tracing.md. Events of Dapr may have
 * no more than a `traceid`, whose form is that of a `traceparent`.
 *
 * @example
 * ```ts
 * import type { CloudEvent } from 'cloudevents';
 *
 * class Journal {
 *   @LinkFrom((event: CloudEvent<object>) => fromCloudEvent(event))
 *   async note(event: CloudEvent<object>) {}
 * }
 * ```
 */
export const fromCloudEvent: FromMessages<CloudEventMessage> = messageReader('fromCloudEvent', {
  headers: true,
  read: ({ specversion, traceparent, traceid, tracestate }) =>
    readFields({ tracestate }, traceparent) ??
    // Dapr's own name for it
    (specversion === undefined ? undefined : readFields({ tracestate }, traceid)),
});

/** See https://opentelemetry.io/docs/specs/semconv/cloudevents/cloudevents-spans/. */
export const cloudEventAttributes: Describer = ({ specversion, id, source, type, subject }) => {
  if (typeof specversion !== 'string') return undefined;
  return toAttributes({
    'cloudevents.event_id': id,
    'cloudevents.event_source': source,
    'cloudevents.event_spec_version': specversion,
    'cloudevents.event_type': type,
    'cloudevents.event_subject': subject,
  });
};
