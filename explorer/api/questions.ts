/**
 * The questions that the explorer answers, and their parameters: read by the server, the command line and the page's
 * links alike.
 */
import {
  attributes,
  choice,
  count,
  duration,
  QuestionError,
  required,
  spanId,
  text,
  time,
  traceId,
} from './parameters.js';
import type { Asked, Parameter, Parameters } from './parameters.js';

/**
 * A question: `GET path`, with `{…}` in it for the parameters that are part of it; the others are in the URL's query.
 */
export interface Question<P extends Parameters = Parameters> {
  readonly path: string;
  readonly summary: string;
  readonly parameters: P;
}

const question = <const P extends Parameters>(path: string, summary: string, parameters: P): Question<P> => ({
  path,
  summary,
  parameters,
});

const since = time('Only spans that started then or later.');
const until = time('Only spans that started before then.');

/** What a span must be, for a search to find it. */
const conditions = {
  service: text('The name of its service.'),
  name: text('Its name, or a part of it with `*` for the rest.'),
  status: choice('Its status.', ['unset', 'ok', 'error']),
  minDuration: duration('It took at least this long.'),
  maxDuration: duration('It took at most this long.'),
  attribute: attributes('Attributes of the span, or of its resource.'),
};

const otherEnd = { ...conditions, trace: traceId('Its trace.'), span: spanId('Its id, together with its trace.') };

type Prefixed<X extends string, P extends Parameters> = { readonly [K in keyof P & string as `${X}.${K}`]: P[K] };

const prefixed = <X extends string, P extends Parameters>(prefix: X, parameters: P, whose: string): Prefixed<X, P> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [
      `${prefix}.${name}`,
      { ...parameter, description: `${whose} ${parameter.description}` },
    ]),
  ) as unknown as Prefixed<X, P>;

const bounds = {
  traces: count('At most so many traces.', { min: 1, max: 500, preset: 50 }),
  spans: count('At most so many spans.', { min: 1, max: 50_000, preset: 5_000 }),
};

/** Every question, by its name. */
export const QUESTIONS = {
  trace: question('/api/traces/{trace}', 'A trace: its spans, and the links out of it and into it.', {
    trace: required(traceId('The id of the trace.')),
    spans: count('At most so many spans.', { min: 1, max: 50_000, preset: 10_000 }),
    links: count('At most so many links.', { min: 0, max: 50_000, preset: 5_000 }),
  }),
  span: question(
    '/api/spans/{trace}/{span}',
    'All that is known of a span, with what it was caused by and what it led to.',
    {
      trace: required(traceId('The id of its trace.')),
      span: required(spanId('The id of the span.')),
      links: count('At most so many links in each direction.', { min: 0, max: 10_000, preset: 100 }),
    },
  ),
  graph: question('/api/graph', 'The causal graph around a trace or a span: what led to it, and what it led to.', {
    trace: required(traceId('The trace in the centre.')),
    span: spanId('The span in the centre; the whole trace without it.'),
    hops: count('At most so many links away.', { min: 0, max: 50, preset: 3 }),
    direction: choice('Which way along the links.', ['causes', 'effects', 'both'], 'both'),
    ...bounds,
  }),
  search: question(
    '/api/search',
    'Traces with a span that matches, the newest first; without any condition, the most recent ones.',
    {
      ...conditions,
      since,
      until,
      ...prefixed('causedBy', otherEnd, 'Only traces that a span led to, by any number of links. Of that span:'),
      ...prefixed('ledTo', otherEnd, 'Only traces that led to a span, by any number of links. Of that span:'),
      hops: count('At most so many links between the two.', { min: 1, max: 50, preset: 10 }),
      limit: count('At most so many traces.', { min: 1, max: 200, preset: 20 }),
      before: text('`next` of the page before.'),
    },
  ),
  services: question(
    '/api/services',
    'The services, and the calls and links between them. Without `since`, of the last hour in which spans were received.',
    { since, until },
  ),
  chain: question('/api/chain', 'The causal chain that ends with a span: its steps, its waiting, its critical path.', {
    trace: required(traceId('The trace of the span.')),
    span: spanId('The span; the root of the trace without it.'),
    end: choice(
      'Where the chain ends: at this span, or with the last of all that it led to.',
      ['here', 'last'],
      'here',
    ),
    hops: count('At most so many links.', { min: 0, max: 50, preset: 20 }),
  }),
  runs: question('/api/runs', 'Runs of workflows, the newest first.', {
    workflow: text('Only of this workflow.'),
    since,
    until,
    limit: count('At most so many runs.', { min: 1, max: 500, preset: 50 }),
  }),
  run: question(
    '/api/runs/{workflow}/{run}',
    'A run of a workflow: its stages, attempts, and the links between them.',
    {
      workflow: required(text('The name of the workflow.')),
      run: required(text('The id of the run.')),
    },
  ),
  facets: question('/api/facets', 'What searches can choose from: services, names, and keys of attributes.', {
    service: text('Only the names of this service.'),
  }),
  status: question('/api/status', 'How much is stored, how far the back-fill is, and where spans are received.', {}),
} as const;

export type QuestionName = keyof typeof QUESTIONS;
/** What a question is given. */
export type AskedOf<N extends QuestionName> = Asked<(typeof QUESTIONS)[N]['parameters']>;

/** Whether this is the name of a question. */
export const isQuestion = (name: string): name is QuestionName => Object.hasOwn(QUESTIONS, name);

/**
 * Reads what a question is given; `inPath` are the parameters that its path holds.
 * Throws a {@link QuestionError} at what is missing, wrong, unknown, or given twice.
 *
 * ```ts
 * readQuestion('graph', new URLSearchParams('trace=0af7651916cd43dd8448eb211c80319c&hops=2')).hops // 2
 * ```
 */
export function readQuestion<N extends QuestionName>(
  name: N,
  query: URLSearchParams,
  inPath: Readonly<Record<string, string>> = {},
): AskedOf<N> {
  const { parameters }: Question = QUESTIONS[name];
  for (const key of query.keys()) {
    if (!Object.hasOwn(parameters, key) || Object.hasOwn(inPath, key)) {
      const known = Object.keys(parameters).filter((each) => !Object.hasOwn(inPath, each));
      throw new QuestionError(
        `"${key.slice(0, 80)}" is no parameter of "${name}", which takes ${known.join(', ') || 'none'}.`,
      );
    }
  }
  const read = ([key, parameter]: [string, Parameter<unknown>]): [string, unknown] => {
    const texts = Object.hasOwn(inPath, key) ? [inPath[key] ?? ''] : query.getAll(key);
    if (texts.length > 1 && !parameter.isRepeated)
      throw new QuestionError(`"${key}" is given ${String(texts.length)} times; give it once.`);
    return [key, parameter.read(texts, key)];
  };
  // the type of each is that of its parameter, which Object.entries does not know
  return Object.fromEntries(Object.entries(parameters).map(read)) as AskedOf<N>;
}

/** A value as it is written in a URL; arrays are given several times. */
export type Written = string | number | undefined | readonly string[];

/**
 * The path and query that ask a question.
 *
 * ```ts
 * writeQuestion('graph', { trace: '0af7651916cd43dd8448eb211c80319c', hops: 2 }) // '/api/graph?trace=0af7…&hops=2'
 * ```
 */
export function writeQuestion<N extends QuestionName>(
  name: N,
  given: { readonly [K in keyof AskedOf<N>]?: Written },
): string {
  const query = new URLSearchParams();
  let path: string = QUESTIONS[name].path;
  for (const [key, value] of Object.entries<Written>(given)) {
    const texts = value === undefined ? [] : typeof value === 'object' ? value : [String(value)];
    if (path.includes(`{${key}}`)) path = path.replace(`{${key}}`, () => encodeURIComponent(texts[0] ?? ''));
    else for (const each of texts) query.append(key, each);
  }
  const written = query.toString();
  return written === '' ? path : `${path}?${written}`;
}
