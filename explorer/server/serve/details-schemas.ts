/** The schemas of what only the details of a span have. */
import type { SpanEvent, SpanScope } from '../../api/answers.js';
import { component, list, number, optional, string, stringMap } from './json-schema.js';

const spanEvent = component<SpanEvent>('SpanEvent', 'An event of a span.', {
  name: string,
  time: number,
  attributes: stringMap,
  droppedAttributes: optional(number),
});

/** The fields of a span in its details alone, except those of links. */
export const detailFields = {
  received: optional(number),
  statusMessage: optional(string),
  traceState: optional(string),
  flags: optional(number),
  attributes: stringMap,
  resource: stringMap,
  resourceSchemaUrl: optional(string),
  resourceDroppedAttributes: optional(number),
  scope: component<SpanScope>('SpanScope', 'The library that made a span.', {
    name: string,
    version: string,
    attributes: optional(stringMap),
    droppedAttributes: optional(number),
    schemaUrl: optional(string),
  }),
  events: list(spanEvent),
  eventsTotal: number,
};
