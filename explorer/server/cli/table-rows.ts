/** The rows and columns of tables, by question. */
import type { SpanSummary } from '../../api/answers.js';
import type { Answers } from '../../api/answers-by-question.js';
import type { QuestionName } from '../../api/questions.js';
import { formatDuration } from './table-notes.js';

export type Cell = string | number | boolean | undefined;
export type Row = Readonly<Record<string, Cell>>;

const formatTime = (micros: number): string => new Date(micros / 1000).toISOString();
export const NO_NAME = '(no name)';
const spanRow = ({ start, duration, service, name, status, traceId, spanId }: SpanSummary): Row => ({
  start: formatTime(start),
  took: formatDuration(duration),
  service: service || NO_NAME,
  name: name || NO_NAME,
  status,
  trace: traceId,
  span: spanId,
});

/** The rows of each answer, by the names of their columns. */
export const ROWS: { readonly [N in QuestionName]: (answer: Answers[N]) => readonly Row[] } = {
  trace: ({ spans }) => spans.map(spanRow),
  kept: ({ traceId, state, stories, heldSpans, goneAt }) =>
    (stories.length > 0 ? stories : [undefined]).map((story) => ({
      trace: traceId,
      state,
      'held spans': heldSpans,
      'gone at': goneAt && formatTime(goneAt),
      ...(story && {
        as: story.role,
        policies: story.policies.join(', '),
        'kept for': story.keptFor,
        hops: story.hops,
        decided: formatTime(story.decided),
      }),
    })),
  span: ({ causedBy, ledTo, ...span }) => [
    ...[spanRow(span)].map((row) => ({ link: '', ...row })),
    ...causedBy.ends.map((end) => ({
      link: `caused by${end.relation === undefined ? '' : ` (${end.relation})`}`,
      ...(end.span ? spanRow(end.span) : { trace: end.cause.traceId, span: end.cause.spanId }),
    })),
    ...ledTo.ends.map((end) => ({
      link: `led to${end.relation === undefined ? '' : ` (${end.relation})`}`,
      ...(end.span ? spanRow(end.span) : { trace: end.effect.traceId, span: end.effect.spanId }),
    })),
  ],
  graph: ({ lanes }) =>
    lanes.map(({ hop, start, duration, service, name, spans, errors, hasMore, traceId }) => ({
      hop,
      start: formatTime(start),
      took: formatDuration(duration),
      service: service || NO_NAME,
      name: name || NO_NAME,
      spans,
      errors,
      more: hasMore ? '…' : '',
      trace: traceId,
    })),
  search: ({ traces }) =>
    traces.map(({ start, duration, service, name, spans, errors, linksIn, linksOut, traceId }) => ({
      start: formatTime(start),
      took: formatDuration(duration),
      service: service || NO_NAME,
      name: name || NO_NAME,
      spans,
      errors,
      'links in': linksIn,
      'links out': linksOut,
      trace: traceId,
    })),
  services: ({ edges }) =>
    edges.map(({ from, to, kind, relation, count, errors, p50, p95, gap }) => ({
      from: from || NO_NAME,
      to: to || NO_NAME,
      kind,
      relation,
      count,
      errors,
      p50: formatDuration(p50),
      p95: formatDuration(p95),
      'gap p50': gap && formatDuration(gap.p50),
      'gap p95': gap && formatDuration(gap.p95),
    })),
  chain: ({ steps }) =>
    steps.map(({ span, link, waitedBefore, clockSkew }) => ({
      waited: formatDuration(waitedBefore),
      ...(steps.some((step) => step.clockSkew !== undefined) && {
        'clock skew': clockSkew === undefined ? '' : formatDuration(clockSkew),
      }),
      link: link?.relation ?? (link ? 'link' : ''),
      ...spanRow(span),
    })),
  runs: ({ runs }) =>
    runs.map(({ workflow, run, start, end, attempts, errors }) => ({
      workflow,
      run,
      start: formatTime(start),
      end: formatTime(end),
      attempts,
      errors,
    })),
  run: ({ attempts }) => attempts.map(({ stage, item, attempt, span }) => ({ stage, item, attempt, ...spanRow(span) })),
  conversations: ({ conversations }) =>
    conversations.map(({ conversation, agents, start, end, invocations, errors }) => ({
      conversation,
      agents: agents.join(', '),
      start: formatTime(start),
      end: formatTime(end),
      invocations,
      errors,
    })),
  conversation: ({ steps }) =>
    steps.map(({ operation, agent, tool, attempt, usage, span }) => ({
      agent,
      operation,
      tool,
      attempt,
      'tokens in': usage?.inputTokens,
      'tokens out': usage?.outputTokens,
      ...spanRow(span),
    })),
  usage: ({ inputTokens, outputTokens, cost, spans }) => [
    { 'tokens in': inputTokens, 'tokens out': outputTokens, cost, 'spans that tell': spans },
  ],
  counters: ({ counters }) =>
    counters.map(({ service, site, attributes = {}, counter, value, rose }) => ({
      service: service || NO_NAME,
      site,
      counter,
      value,
      'last rose': formatTime(rose),
      attributes: Object.entries(attributes)
        .map(([key, text]) => `${key}=${text}`)
        .join(' '),
    })),
  facets: ({ services, names, attributes }) =>
    Array.from({ length: Math.max(services.length, names.length, attributes.length) }, (_, index) => ({
      service: services[index],
      name: names[index],
      attribute: attributes[index],
    })),
  status: ({ version, storage, spans, links, backfill }) => [
    { version, storage, spans, links, 'back-fill': backfill.isDone ? 'done' : `${backfill.done} of ${backfill.total}` },
  ],
};
