/** `trace` and `graph`: trees of spans, with links by the names of the spans at their other ends. */
import type { GraphAnswer, TraceAnswer } from '../../../api/answers.js';
import { cutNotes, missingNotes, treeNotes } from './notes.js';
import { drawTrees } from './span-trees.js';
import type { CausalStory } from './span-trees.js';
import type { TokenBudget } from './token-budget.js';

export const traceLines = ({ trace, spans, links, ...answer }: TraceAnswer, budget: TokenBudget): string[] => [
  ...treeLines({ traces: [trace], spans, links }, budget),
  ...cutNotes('trace', answer),
];

export function graphLines(
  { center: { traceId, spanId }, lanes, spans, links, missing, ...answer }: GraphAnswer,
  budget: TokenBudget,
): string[] {
  const asked = spanId === undefined ? {} : { asked: { traceId, spanId } };
  return [
    ...treeLines({ traces: lanes, spans, links, ...asked }, budget),
    ...missingNotes(missing.map((trace) => trace.traceId)),
    ...cutNotes('graph', answer),
  ];
}

function treeLines(story: CausalStory, budget: TokenBudget): string[] {
  const trees = drawTrees(story, budget);
  return [...trees.lines, ...treeNotes(trees)];
}
