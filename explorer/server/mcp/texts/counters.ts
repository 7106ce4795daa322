/** `counters`: what became of links, by service and site. */
import type { CountersAnswer, CounterSum } from '../../../api/counter-answers.js';
import { list } from './list.js';
import { cutNotes } from './notes.js';
import type { TokenBudget } from './token-budget.js';
import { formatTime, nameOf, oneLine } from './words.js';

export const countersLines = ({ counters, ...answer }: CountersAnswer, budget: TokenBudget): string[] => [
  ...list(counters.map(describe), budget, 'No counter of links was received: senders have to export metrics, too.'),
  ...cutNotes('counters', answer),
];

const describe = ({ service, site, attributes = {}, counter, value, rose }: CounterSum): string =>
  [
    nameOf(service),
    ...(site === undefined ? [] : [oneLine(site)]),
    ...Object.entries(attributes).map(([key, text]) => `${oneLine(key)}=${oneLine(text)}`),
    `${oneLine(counter)} ${value}`,
    `last ${formatTime(rose)}`,
  ].join(' · ');
