/** The schemas of the parts that answers are composed of: spans, links, traces, services, steps, attempts. */
import type {
  Bound,
  CausalLink,
  ChainStep,
  ClockOffset,
  Kind,
  Lane,
  LinkDetail,
  LinkEnd,
  LinkEnds,
  RunAttempt,
  ServiceEdge,
  ServiceNode,
  SpanRef,
  SpanSummary,
  Status,
  TraceSummary,
} from '../../api/answers.js';
import {
  boolean,
  component,
  enumOf,
  hex,
  isTrue,
  list,
  number,
  object,
  optional,
  string,
  stringMap,
} from './json-schema.js';
import type { Schema } from './json-schema.js';

export const traceId = hex(32);
export const spanId = hex(16);
const kind: Schema<Kind> = enumOf('internal', 'server', 'client', 'producer', 'consumer');
const status: Schema<Status> = enumOf('unset', 'ok', 'error');

const bound: Schema<Bound> = enumOf('hops', 'traces', 'spans', 'links', 'events', 'limit', 'rows', 'bytes', 'text');
export const completeness = { isCut: boolean, cutBy: list(bound) };

const refFields = { traceId, spanId };
export const spanRef = component<SpanRef>('SpanRef', 'A reference to a span.', refFields);
export const spanFields = {
  ...refFields,
  nth: optional(number),
  parentSpanId: optional(spanId),
  name: string,
  service: string,
  isCut: optional(boolean),
  kind,
  status,
  start: number,
  duration: number,
  isFromFuture: optional(isTrue),
};
export const spanSummary = component<SpanSummary>(
  'SpanSummary',
  'A span. Times are microseconds since 1970, durations microseconds.',
  spanFields,
);
const linkFields = {
  cause: spanRef,
  effect: spanRef,
  relation: optional(string),
  attributes: stringMap,
  isCut: optional(boolean),
};
export const causalLink = component<CausalLink>(
  'CausalLink',
  'A link from a cause to its effect, which carries the link.',
  linkFields,
);
export const linkEnd = component<LinkEnd>('LinkEnd', 'A link, with the span at its other end if it was received.', {
  ...linkFields,
  span: optional(spanSummary),
});
export const linkDetail = component<LinkDetail>('LinkDetail', 'Everything about a link.', {
  ...linkFields,
  span: optional(spanSummary),
  traceState: optional(string),
  flags: optional(number),
  droppedAttributes: optional(number),
});
export const linkEnds = component<LinkEnds>('LinkEnds', 'The first links of a span, and their total.', {
  total: number,
  ends: list(linkDetail),
});
export const traceFields = {
  traceId,
  rootSpanId: optional(spanId),
  name: string,
  service: string,
  services: list(string),
  isCut: optional(boolean),
  start: number,
  duration: number,
  spans: number,
  errors: number,
  linksOut: number,
  linksIn: number,
  isFromFuture: optional(isTrue),
};
export const traceSummary = component<TraceSummary>('TraceSummary', 'A trace without its spans.', traceFields);
export const lane = component<Lane>('Lane', 'A trace in a graph.', { ...traceFields, hop: number, hasMore: boolean });
export const serviceNode = component<ServiceNode>('ServiceNode', 'A service.', {
  name: string,
  spans: number,
  errors: number,
  p50: number,
  p95: number,
});
export const serviceEdge = component<ServiceEdge>(
  'ServiceEdge',
  'Calls or links from one service to another; `gap` is the time between cause and effect.',
  {
    from: string,
    to: string,
    kind: enumOf('call', 'link'),
    relation: optional(string),
    count: number,
    errors: number,
    p50: number,
    p95: number,
    gap: optional(object<{ readonly p50: number; readonly p95: number }>({ p50: number, p95: number })),
  },
);
export const chainStep = component<ChainStep>('ChainStep', 'A span on the critical path, and the waiting before it.', {
  span: spanSummary,
  link: optional(causalLink),
  waitedBefore: number,
  clockSkew: optional(number),
});
export const clockOffset = component<ClockOffset>(
  'ClockOffset',
  'An estimate of how far the clock of a service is off, in microseconds to add to its times.',
  { service: string, offset: number },
);
export const runAttempt = component<RunAttempt>('RunAttempt', 'An attempt of a stage.', {
  stage: string,
  item: optional(string),
  attempt: number,
  span: spanSummary,
});
