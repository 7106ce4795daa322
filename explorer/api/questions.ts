/** The questions that the explorer answers, with their parameters: for the server, the command line and the page. */
import { AGENT_QUESTIONS } from './agent-questions.js';
import { clocks, graphBounds, graphCenter, keep } from './causal-parameters.js';
import { keptConditions } from './kept-conditions.js';
import { choice, count, required, spanId, text, traceId } from './parameters.js';
import type { Asked } from './parameters.js';
import { question } from './question.js';
import { readParameters } from './read-parameters.js';
import { linkedSpanConditions, prefixed, spanConditions } from './span-conditions.js';
import { timeConditions } from './time-conditions.js';
import { time } from './time-parameter.js';

export type { Question } from './question.js';

/** All questions by name. */
export const QUESTIONS = {
  trace: question('/api/traces/{trace}', 'A trace: its spans, and its links in both directions.', {
    trace: required(traceId('The id of the trace.')),
    spans: count('The maximum number of spans.', { min: 1, max: 50_000, preset: 10_000 }),
    links: count('The maximum number of links.', { min: 0, max: 50_000, preset: 5_000 }),
    keep,
    clocks,
  }),
  kept: question(
    '/api/traces/{trace}/kept',
    'Why a trace is kept and forwarded: by which policy, or for which trace.',
    {
      trace: required(traceId('The id of the trace.')),
    },
  ),
  span: question('/api/spans/{trace}/{span}', 'Everything about a span, with its causes and its effects.', {
    trace: required(traceId('The id of its trace.')),
    span: required(spanId('The id of the span.')),
    nth: count('Of different spans that share the id, the number in the order of their start.', {
      min: 1,
      max: 50_000,
      preset: 1,
    }),
    links: count('The maximum number of links in each direction.', { min: 0, max: 10_000, preset: 100 }),
    events: count('The maximum number of events.', { min: 0, max: 50_000, preset: 1_000 }),
  }),
  graph: question('/api/graph', 'The causal graph around a trace or a span: its causes and its effects.', {
    ...graphCenter,
    ...graphBounds,
    clocks,
  }),
  search: question(
    '/api/search',
    'Traces with a matching span, the newest first; without conditions, the most recent ones.',
    {
      ...spanConditions,
      ...timeConditions,
      ...keptConditions,
      ...prefixed(
        'causedBy',
        linkedSpanConditions,
        'Only traces that a span led to, by any number of links. Of that span:',
      ),
      ...prefixed(
        'ledTo',
        linkedSpanConditions,
        'Only traces that led to a span, by any number of links. Of that span:',
      ),
      hops: count('The maximum number of links between the two.', { min: 1, max: 50, preset: 10 }),
      limit: count('The maximum number of traces.', { min: 1, max: 200, preset: 20 }),
      before: text('The `next` of the previous page.'),
    },
  ),
  services: question(
    '/api/services',
    'Services, with the calls and links between them; without a time, of the spans received in the last hour with any.',
    timeConditions,
  ),
  chain: question(
    '/api/chain',
    'The causal chain to a span: the steps of its critical path, and the waiting between them.',
    {
      trace: required(traceId('The trace of the span.')),
      span: spanId('The span; without it, the root of the trace.'),
      end: choice('The end of the chain: this span, or the last of all its effects.', ['here', 'last'], 'here'),
      hops: count('The maximum number of links.', { min: 0, max: 50, preset: 20 }),
      clocks,
    },
  ),
  runs: question('/api/runs', 'Runs of workflows, the newest first.', {
    workflow: text('Only runs of this workflow.'),
    ...timeConditions,
    limit: count('The maximum number of runs.', { min: 1, max: 500, preset: 50 }),
  }),
  run: question(
    '/api/runs/{workflow}/{run}',
    'A run of a workflow: its stages, attempts, and the links between them.',
    {
      workflow: required(text('The name of the workflow.')),
      run: required(text('The id of the run.')),
    },
  ),
  ...AGENT_QUESTIONS,
  counters: question(
    '/api/counters',
    'What senders count of their links, by service and site: made, unreadable, late, dropped and others.',
    {
      service: text('Only counters of this service.'),
      since: time('Only what was received at this time or later; counters are kept for 30 days.'),
      until: time('Only what was received before this time.'),
      limit: count('The maximum number of counters.', { min: 1, max: 10_000, preset: 1_000 }),
    },
  ),
  facets: question(
    '/api/facets',
    'The values that a search can choose from: services, span names, and attribute keys.',
    {
      service: text('Only span names of this service.'),
    },
  ),
  status: question(
    '/api/status',
    'The numbers of spans and links, the progress of the back-fill, and where spans are received.',
    {},
  ),
} as const;

export type QuestionName = keyof typeof QUESTIONS;
/** The parameters of a question, as they are read. */
export type AskedOf<N extends QuestionName> = Asked<(typeof QUESTIONS)[N]['parameters']>;

/** Returns true if a question has this name. */
export const isQuestion = (name: string): name is QuestionName => Object.hasOwn(QUESTIONS, name);

/**
 * Reads the parameters of a question.
 *
 * @param inPath the parameters in its path
 * @throws a {@link QuestionError} if a parameter is missing, wrong, unknown, or repeated
 *
 * ```ts
 * readQuestion('graph', new URLSearchParams('trace=0af7651916cd43dd8448eb211c80319c&hops=2')).hops // 2
 * ```
 */
export const readQuestion = <N extends QuestionName>(
  name: N,
  query: URLSearchParams,
  inPath: Readonly<Record<string, string>> = {},
): AskedOf<N> => readParameters(name, QUESTIONS[name].parameters, query, inPath) as AskedOf<N>;

/** A parameter value to write into a URL; an array is written as a repeated parameter. */
export type Written = string | number | undefined | readonly string[];

/**
 * Writes the path and query of a question.
 *
 * ```ts
 * writeQuestion('graph', { trace: '0af7651916cd43dd8448eb211c80319c', hops: 2 }) // '/api/graph?trace=0af7…&hops=2'
 * ```
 */
export function writeQuestion<N extends QuestionName>(
  name: N,
  values: { readonly [K in keyof AskedOf<N>]?: Written },
): string {
  const query = new URLSearchParams();
  let path: string = QUESTIONS[name].path;
  for (const [key, value] of Object.entries<Written>(values)) {
    const texts = value === undefined ? [] : typeof value === 'object' ? value : [String(value)];
    if (path.includes(`{${key}}`)) path = path.replace(`{${key}}`, () => encodeURIComponent(texts[0] ?? ''));
    else for (const item of texts) query.append(key, item);
  }
  const queryText = query.toString();
  return queryText === '' ? path : `${path}?${queryText}`;
}
