/** The schema of each answer, by question. */
import type { Answers } from '../../api/answers-by-question.js';
import type {
  ChainAnswer,
  FacetsAnswer,
  GraphAnswer,
  KeptAnswer,
  SearchAnswer,
  ServicesAnswer,
  SpanDetail,
  StatusAnswer,
  TraceAnswer,
} from '../../api/answers.js';
import type { QuestionName } from '../../api/questions.js';
import { COUNTERS_SCHEMA } from './counter-schemas.js';
import { CONVERSATION_SCHEMA, CONVERSATIONS_SCHEMA, USAGE_SCHEMA } from './conversation-schemas.js';
import { detailFields } from './details-schemas.js';
import { boolean, component, enumOf, isTrue, list, number, object, optional, string } from './json-schema.js';
import type { Schema } from './json-schema.js';
import {
  causalLink,
  chainStep,
  clockOffset,
  completeness,
  lane,
  linkEnd,
  linkEnds,
  serviceEdge,
  serviceNode,
  spanFields,
  spanId,
  spanSummary,
  traceFields,
  traceId,
  traceSummary,
} from './part-schemas.js';
import { RUN_SCHEMA, RUNS_SCHEMA } from './run-schemas.js';

export const ANSWER_SCHEMAS: { readonly [N in QuestionName]: Schema<Answers[N]> } = {
  trace: component<TraceAnswer>('TraceAnswer', 'A trace.', {
    trace: traceSummary,
    spans: list(spanSummary),
    links: list(linkEnd),
    clockOffsets: optional(list(clockOffset)),
    ...completeness,
  }),
  kept: component<KeptAnswer>('KeptAnswer', 'What becomes of a trace.', {
    traceId,
    state: enumOf('kept', 'undecided', 'not_kept', 'not_held', 'off'),
    stories: list(
      object<KeptAnswer['stories'][number]>({
        keptFor: traceId,
        role: enumOf('policy', 'cause', 'effect'),
        policies: list(string),
        hops: number,
        decided: number,
      }),
    ),
    heldSpans: number,
    goneAt: optional(number),
    ...completeness,
  }),
  span: component<SpanDetail>('SpanDetail', 'Everything about a span.', {
    ...spanFields,
    ...completeness,
    ...detailFields,
    dropped: optional(
      object<NonNullable<SpanDetail['dropped']>>({ attributes: number, events: number, links: number }),
    ),
    causedBy: linkEnds,
    ledTo: linkEnds,
  }),
  graph: component<GraphAnswer>('GraphAnswer', 'A causal graph.', {
    center: object<GraphAnswer['center']>({ traceId, spanId: optional(spanId) }),
    lanes: list(lane),
    spans: list(spanSummary),
    links: list(causalLink),
    missing: list(object<GraphAnswer['missing'][number]>({ traceId, hop: number })),
    clockOffsets: optional(list(clockOffset)),
    ...completeness,
  }),
  search: component<SearchAnswer>('SearchAnswer', 'A page of traces.', {
    traces: list(object<SearchAnswer['traces'][number]>({ ...traceFields, matches: list(spanSummary) })),
    ...completeness,
    next: optional(string),
  }),
  services: component<ServicesAnswer>('ServicesAnswer', 'The service graph.', {
    services: list(serviceNode),
    edges: list(serviceEdge),
    since: number,
    by: enumOf('start', 'receipt'),
    oneOf: number,
    ...completeness,
  }),
  chain: component<ChainAnswer>('ChainAnswer', 'A causal chain.', {
    steps: list(chainStep),
    traces: list(traceSummary),
    searched: optional(list(traceId)),
    elapsed: number,
    waited: number,
    clockOffsets: optional(list(clockOffset)),
    ...completeness,
  }),
  runs: RUNS_SCHEMA,
  run: RUN_SCHEMA,
  conversations: CONVERSATIONS_SCHEMA,
  conversation: CONVERSATION_SCHEMA,
  usage: USAGE_SCHEMA,
  counters: COUNTERS_SCHEMA,
  facets: component<FacetsAnswer>('FacetsAnswer', 'The values that a search can choose from.', {
    services: list(string),
    names: list(string),
    attributes: list(string),
    ...completeness,
  }),
  status: component<StatusAnswer>('StatusAnswer', 'Facts about this explorer, and how much it stores.', {
    version: string,
    storage: enumOf('embedded', 'server', 'cluster'),
    spans: number,
    links: number,
    backfill: object<StatusAnswer['backfill']>({ isDone: boolean, done: number, total: number }),
    lost: optional(
      object<NonNullable<StatusAnswer['lost']>>({
        spans: optional(number),
        days: list(string),
        traces: list(traceId),
        tracesTotal: optional(number),
        folders: list(string),
      }),
    ),
    receivers: object<StatusAnswer['receivers']>({ http: optional(string), grpc: optional(string) }),
    openIn: list(object<StatusAnswer['openIn'][number]>({ name: string, template: string })),
    policies: optional(list(string)),
    isTemporary: optional(isTrue),
  }),
};
