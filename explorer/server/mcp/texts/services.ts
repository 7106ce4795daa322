/** `services`: what calls and what causes what. */
import type { ServiceEdge, ServiceNode, ServicesAnswer } from '../../../api/answers.js';
import { list } from './list.js';
import { cutNotes } from './notes.js';
import type { TokenBudget } from './token-budget.js';
import { counted, formatDuration, nameOf, relationOf } from './words.js';

export const serviceLines = ({ services, edges, oneOf, ...answer }: ServicesAnswer, budget: TokenBudget): string[] => [
  ...list([...services.map(describeService), ...edges.map(describeEdge)], budget, 'No span was received in that time.'),
  ...(oneOf === 1 ? [] : [`Counts are estimates from one of ${oneOf} traces.`]),
  ...cutNotes('services', answer),
];

const describeService = ({ name, spans, errors, p95 }: ServiceNode): string =>
  `${nameOf(name)} · ${counted(spans, 'span')} · ${counted(errors, 'error')} · p95 ${formatDuration(p95)}`;

function describeEdge({ from, to, count, errors, gap, ...edge }: ServiceEdge): string {
  const verb = edge.kind === 'call' ? 'calls' : `leads by ${relationOf(edge)} to`;
  const wait = gap === undefined ? '' : ` · waits p95 ${formatDuration(gap.p95)}`;
  return `${nameOf(from)} ${verb} ${nameOf(to)} · ${counted(count, 'time')} · ${counted(errors, 'error')}${wait}`;
}
