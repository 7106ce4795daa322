/** The rows of the links in an answer, which stand below those of its spans. */
import type { CausalLink, SpanRef, SpanSummary } from '../../api/answers.js';
import type { Answers } from '../../api/answers-by-question.js';
import type { QuestionName } from '../../api/questions.js';
import { NO_NAME } from './table-rows.js';
import type { Row } from './table-rows.js';

type RowsOf = { readonly [N in QuestionName]?: (answer: Answers[N]) => readonly Row[] };

/** The rows of the links of answers that have some. */
export const LINK_ROWS: RowsOf = {
  trace: ({ spans, links }) => rowsOf(links, [...spans, ...links.flatMap(({ span }) => span ?? [])]),
  graph: ({ spans, links }) => rowsOf(links, spans),
  run: ({ attempts, links }) => rowsOf(links, attempts.map(spanOf)),
  conversation: ({ steps, links }) => rowsOf(links, steps.map(spanOf)),
};

const spanOf = ({ span }: { readonly span: SpanSummary }): SpanSummary => span;

function rowsOf(links: readonly CausalLink[], spans: readonly SpanSummary[]): Row[] {
  const names = new Map(spans.map((span) => [keyOf(span), span.name || NO_NAME]));
  // without a name: it was not received, or it is not among the spans of the answer
  const nameOf = (span: SpanRef): string | undefined => names.get(keyOf(span));
  return links.map(({ relation, effect, cause }) => ({
    relation,
    effect: nameOf(effect),
    'effect trace': effect.traceId,
    'effect span': effect.spanId,
    cause: nameOf(cause),
    'cause trace': cause.traceId,
    'cause span': cause.spanId,
  }));
}

const keyOf = ({ traceId, spanId }: SpanRef): string => `${traceId} ${spanId}`;
