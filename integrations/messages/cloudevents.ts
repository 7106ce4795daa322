/** CloudEvents, Debezium's outbox, NestJS's contexts, and the environment of a process. */
import type { Link } from '@opentelemetry/api';
import { readDebezium } from '../../lib/sources/messages/debezium.js';
import { readNest } from '../../lib/sources/messages/nestjs.js';
import { linksFrom } from '../../lib/sources/links-from.js';

import { type Describe, described, type FromMessages, fromPlaces } from './message-reader.js';
import type { LinkOptions } from '../../lib/links/link-options.js';

/** An event, or the message it came in. */
export type CloudEventMessage = { readonly specversion: unknown } | { readonly headers: unknown };

/** A row or message of Debezium's outbox. */
export type DebeziumMessage = { readonly tracingspancontext?: unknown } | { readonly headers?: unknown };

/** The context of a handler of NestJS's microservices. */
export interface NestMessage {
  getArgByIndex(index: number): unknown;
}

/**
 * The links of CloudEvents: to the last hop, which is in the headers of the protocol, and to the start of the journey,
 * which is in the event. See
 * https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/distributed-tracing.md.
 */
export const fromCloudEvent: FromMessages<CloudEventMessage> = fromPlaces('fromCloudEvent', {
  headers: true,
  fields: true,
});

/** The links of rows or messages of Debezium's outbox. */
export const fromDebezium: FromMessages<DebeziumMessage> = fromPlaces('fromDebezium', {
  headers: true,
  read: ({ tracingspancontext }) => readDebezium(tracingspancontext),
});

/** The links of what `@Ctx()` gives a handler. */
export const fromNest: FromMessages<NestMessage> = fromPlaces('fromNest', { read: readNest });

/**
 * The link of the process that started this one, of `TRACEPARENT` and `TRACESTATE`.
 * See https://opentelemetry.io/docs/specs/otel/context/env-carriers/.
 */
export function fromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  options?: LinkOptions,
): Link[] {
  const { TRACEPARENT: traceparent, TRACESTATE: tracestate } = environment;
  // a process that nobody traced has no cause, rather than one that cannot be read
  return linksFrom(traceparent ? { traceparent, tracestate } : undefined, options);
}

/** See https://opentelemetry.io/docs/specs/semconv/cloudevents/cloudevents-spans/. */
export const eventAttributes: Describe = ({ specversion, id, source, type, subject }) => {
  if (typeof specversion !== 'string') return undefined;
  return described({
    'cloudevents.event_id': id,
    'cloudevents.event_source': source,
    'cloudevents.event_spec_version': specversion,
    'cloudevents.event_type': type,
    'cloudevents.event_subject': subject,
  });
};
