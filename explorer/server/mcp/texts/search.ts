/** `search` and `facets`: what was found, and what can be searched for. */
import type { FacetsAnswer, SearchAnswer } from '../../../api/answers.js';
import { list } from './list.js';
import { cutNotes } from './notes.js';
import type { TokenBudget } from './token-budget.js';
import { describeSpan, describeTrace, LONG_TEXT, nameOf, oneLine } from './words.js';

export function searchLines({ traces, next, ...answer }: SearchAnswer, budget: TokenBudget): string[] {
  const lines = traces.map((trace) =>
    [
      `${nameOf(trace.name)} · ${nameOf(trace.service)} · ${describeTrace(trace)}`,
      ...trace.matches.map((span) => `  matches ${describeSpan(span)}`),
    ].join('\n'),
  );
  return [
    ...list(lines, budget, 'No trace was found.'),
    ...(next === undefined ? [] : [`There are older traces: before=${next}`]),
    ...cutNotes('search', answer),
  ];
}

export function facetsLines({ services, names, attributes, ...answer }: FacetsAnswer, budget: TokenBudget): string[] {
  const lines = [
    ...services.map((service) => `service=${oneLine(service, LONG_TEXT)}`),
    ...names.map((name) => `name=${oneLine(name, LONG_TEXT)}`),
    ...attributes.map((attribute) => `attribute ${oneLine(attribute, LONG_TEXT)}`),
  ];
  return [...list(lines, budget, 'No span was received.'), ...cutNotes('facets', answer)];
}
