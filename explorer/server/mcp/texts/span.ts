/** `span`: all about one span, what tells why it failed first. */
import type { LinkDetail, LinkEnds, SpanDetail, SpanEvent } from '../../../api/answers.js';
import { list } from './list.js';
import { cutNotes } from './notes.js';
import type { TokenBudget } from './token-budget.js';
import { describeSpan, formatTime, LONG_TEXT, nameOf, oneLine, relationOf } from './words.js';

export function spanLines(
  { causedBy, ledTo, attributes, resource, events, ...span }: SpanDetail,
  budget: TokenBudget,
): string[] {
  const title = `${describeSpan(span)} · trace ${span.traceId} · ${formatTime(span.start)}`;
  const lines = [
    ...(span.statusMessage ? [`status: ${oneLine(span.statusMessage, LONG_TEXT)}`] : []),
    ...(span.parentSpanId === undefined ? [] : [`called by span ${span.parentSpanId}`]),
    ...(span.kind === 'consumer' && causedBy.total === 0 ? ['no link was recorded of this consumer span'] : []),
    ...endLines('caused by', '←', causedBy, ({ cause }) => cause),
    ...endLines('led to', '→', ledTo, ({ effect }) => effect),
    ...events.flatMap(eventLines),
    ...pairLines('attributes', attributes),
    ...pairLines('resource', resource),
  ];
  return [...list(lines, budget, 'It has no attributes, events or links.', title), ...cutNotes('span', span)];
}

function endLines(
  title: string,
  arrow: string,
  { total, ends }: LinkEnds,
  farOf: (link: LinkDetail) => LinkDetail['cause'],
): string[] {
  if (total === 0) return [];
  const describe = (link: LinkDetail): string => {
    const { traceId, spanId } = farOf(link);
    const name = link.span === undefined ? 'not received' : `${nameOf(link.span.name)} · ${nameOf(link.span.service)}`;
    return `  ${arrow} ${relationOf(link)}: ${name} · trace ${traceId} span ${spanId}`;
  };
  const rest = total > ends.length ? [`  ${total - ends.length} more: raise links`] : [];
  return [`${title} ${total}`, ...ends.map(describe), ...rest];
}

const eventLines = ({ name, time, attributes }: SpanEvent): string[] =>
  pairLines(`event ${nameOf(name)} · ${formatTime(time)}`, attributes, true);

function pairLines(title: string, pairs: Readonly<Record<string, string>>, hasTitle: boolean = false): string[] {
  const lines = Object.entries(pairs).map(([key, value]) => `  ${oneLine(key)}: ${oneLine(value, LONG_TEXT)}`);
  return lines.length > 0 || hasTitle ? [title, ...lines] : [];
}
