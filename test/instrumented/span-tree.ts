/** Spans as an indented text: what made each, and where its links lead. */
import type { NeutralSpan } from '../providers/neutral-span';

/** One line for each span below that parent, the root spans by default; siblings stand in the order of their lines. */
export function spanTree(spans: readonly NeutralSpan[], parent?: string): string[] {
  return spans
    .filter(({ parentId }) => parentId === parent)
    .map((span) => [lineOf(span, spans), ...spanTree(spans, span.spanId).map((line) => `  ${line}`)])
    .sort(([one = ''], [other = '']) => (one < other ? -1 : Number(one > other)))
    .flat();
}

function lineOf({ name, scope = '', links }: NeutralSpan, spans: readonly NeutralSpan[]): string {
  const targets = links.map(({ spanId, attributes }) => {
    const relation = attributes['spanlink.relation'];
    return `${relation === undefined ? '' : `${String(relation)}: `}${nameOf(spanId, spans)}`;
  });
  const maker = scope.replace(/^@.*\/(opentelemetry-)?(instrumentation-)?/, '');
  return `${maker}: ${name}${targets.length === 0 ? '' : ` → ${targets.join(', ')}`}`;
}

function nameOf(id: string, spans: readonly NeutralSpan[]): string {
  const span = spans.find(({ spanId }) => spanId === id);
  if (span === undefined) throw new Error(`expected span ${id}, which is linked to, to be sent`);
  return span.name;
}
