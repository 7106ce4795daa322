/** The schemas of all answers, by the question that they answer. */
import type {
  CausalLink,
  ChainAnswer,
  ChainStep,
  ErrorAnswer,
  FacetsAnswer,
  GraphAnswer,
  Kind,
  Lane,
  LinkEnd,
  LinkEnds,
  LiveAnswer,
  RunAnswer,
  RunAttempt,
  RunsAnswer,
  SearchAnswer,
  ServiceEdge,
  ServiceNode,
  ServicesAnswer,
  SpanDetail,
  SpanEvent,
  SpanRef,
  SpanSummary,
  Status,
  StatusAnswer,
  TraceAnswer,
  TraceSummary,
} from '../../api/answers.js';
import type { QuestionName } from '../../api/questions.js';
import type { Answers } from '../../api/answers-by-question.js';
import { boolean, component, hex, list, number, object, optional, string, texts, words } from './json-schema.js';
import type { Schema } from './json-schema.js';

const traceId = hex(32);
const spanId = hex(16);
const kind: Schema<Kind> = words('internal', 'server', 'client', 'producer', 'consumer');
const status: Schema<Status> = words('unset', 'ok', 'error');

const refFields = { traceId, spanId };
const spanRef = component<SpanRef>('SpanRef', 'Which span.', refFields);
const spanFields = {
  ...refFields,
  parentSpanId: optional(spanId),
  name: string,
  service: string,
  kind,
  status,
  start: number,
  duration: number,
};
const spanSummary = component<SpanSummary>(
  'SpanSummary',
  'A span. Times are microseconds since 1970, durations microseconds.',
  spanFields,
);
const linkFields = { cause: spanRef, effect: spanRef, relation: optional(string), attributes: texts };
const causalLink = component<CausalLink>(
  'CausalLink',
  'A link, from the cause to what it led to; the effect carries it.',
  linkFields,
);
const linkEnd = component<LinkEnd>('LinkEnd', 'A link, with the span at its other end if that was received.', {
  ...linkFields,
  span: optional(spanSummary),
});
const linkEnds = component<LinkEnds>('LinkEnds', 'Some links of a span, and how many there are.', {
  total: number,
  ends: list(linkEnd),
});
const spanEvent = component<SpanEvent>('SpanEvent', 'An event of a span.', {
  name: string,
  time: number,
  attributes: texts,
});
const traceFields = {
  traceId,
  rootSpanId: optional(spanId),
  name: string,
  service: string,
  services: list(string),
  start: number,
  duration: number,
  spans: number,
  errors: number,
  linksOut: number,
  linksIn: number,
};
const traceSummary = component<TraceSummary>('TraceSummary', 'A trace without its spans.', traceFields);
const lane = component<Lane>('Lane', 'A trace in a graph.', { ...traceFields, hop: number, hasMore: boolean });
const serviceNode = component<ServiceNode>('ServiceNode', 'A service.', {
  name: string,
  spans: number,
  errors: number,
  p50: number,
  p95: number,
});
const serviceEdge = component<ServiceEdge>(
  'ServiceEdge',
  'Calls or links from one service to another; `gap` is the time between cause and effect.',
  {
    from: string,
    to: string,
    kind: words('call', 'link'),
    relation: optional(string),
    count: number,
    errors: number,
    p50: number,
    p95: number,
    gap: optional(object<{ readonly p50: number; readonly p95: number }>({ p50: number, p95: number })),
  },
);
const chainStep = component<ChainStep>('ChainStep', 'A span on the critical path, and the waiting before it.', {
  span: spanSummary,
  link: optional(causalLink),
  waitedBefore: number,
});
const runAttempt = component<RunAttempt>('RunAttempt', 'An attempt of a stage.', {
  stage: string,
  item: optional(string),
  attempt: number,
  span: spanSummary,
});

/** The schema of each answer. */
export const ANSWER_SCHEMAS: { readonly [N in QuestionName]: Schema<Answers[N]> } = {
  trace: component<TraceAnswer>('TraceAnswer', 'A trace.', {
    trace: traceSummary,
    spans: list(spanSummary),
    links: list(linkEnd),
    isCut: boolean,
  }),
  span: component<SpanDetail>('SpanDetail', 'All that is known of a span.', {
    ...spanFields,
    statusMessage: optional(string),
    traceState: optional(string),
    attributes: texts,
    resource: texts,
    scope: object<SpanDetail['scope']>({ name: string, version: string }),
    events: list(spanEvent),
    causedBy: linkEnds,
    ledTo: linkEnds,
  }),
  graph: component<GraphAnswer>('GraphAnswer', 'A causal graph.', {
    center: object<GraphAnswer['center']>({ traceId, spanId: optional(spanId) }),
    lanes: list(lane),
    spans: list(spanSummary),
    links: list(causalLink),
    missing: list(object<GraphAnswer['missing'][number]>({ traceId, hop: number })),
    isCut: boolean,
  }),
  search: component<SearchAnswer>('SearchAnswer', 'A page of traces.', {
    traces: list(object<SearchAnswer['traces'][number]>({ ...traceFields, matches: list(spanSummary) })),
    isCut: boolean,
    next: optional(string),
  }),
  services: component<ServicesAnswer>('ServicesAnswer', 'The service graph.', {
    services: list(serviceNode),
    edges: list(serviceEdge),
    since: number,
    oneOf: number,
  }),
  chain: component<ChainAnswer>('ChainAnswer', 'A causal chain.', {
    steps: list(chainStep),
    traces: list(traceSummary),
    elapsed: number,
    waited: number,
    isCut: boolean,
  }),
  runs: component<RunsAnswer>('RunsAnswer', 'Runs of workflows.', {
    runs: list(
      object<RunsAnswer['runs'][number]>({
        workflow: string,
        run: string,
        start: number,
        end: number,
        attempts: number,
        errors: number,
      }),
    ),
  }),
  run: component<RunAnswer>('RunAnswer', 'A run of a workflow.', {
    workflow: string,
    run: string,
    attempts: list(runAttempt),
    links: list(causalLink),
  }),
  facets: component<FacetsAnswer>('FacetsAnswer', 'What searches can choose from.', {
    services: list(string),
    names: list(string),
    attributes: list(string),
  }),
  status: component<StatusAnswer>('StatusAnswer', 'What this explorer is and holds.', {
    version: string,
    storage: words('embedded', 'server', 'cluster'),
    spans: number,
    links: number,
    backfill: object<StatusAnswer['backfill']>({ isDone: boolean, done: number, total: number }),
    receivers: object<StatusAnswer['receivers']>({ http: optional(string), grpc: optional(string) }),
    openIn: list(object<StatusAnswer['openIn'][number]>({ name: string, template: string })),
  }),
};

export const ERROR_SCHEMA = component<ErrorAnswer>(
  'ErrorAnswer',
  'What was expected, what was found, and what to do.',
  { error: string },
);
export const LIVE_SCHEMA = component<LiveAnswer>('LiveAnswer', 'The data of a server-sent event `spans`.', {
  traces: list(string),
  spans: number,
});
