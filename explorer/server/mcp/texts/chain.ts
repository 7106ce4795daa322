/** `chain`: the steps from the first cause on, with the waits between them. */
import type { ChainAnswer, ChainStep } from '../../../api/answers.js';
import { list } from './list.js';
import { cutNotes } from './notes.js';
import type { TokenBudget } from './token-budget.js';
import { describeSpan, formatDuration, relationOf } from './words.js';

export function chainLines(
  { steps, elapsed, waited, clockOffsets, ...answer }: ChainAnswer,
  budget: TokenBudget,
): string[] {
  const title = `${formatDuration(elapsed)} elapsed, ${formatDuration(waited)} of them waiting`;
  const clocks = 'Clocks contradict each other: ask with clocks=adjusted for an estimate.';
  return [
    ...list(steps.map(describeStep), budget, 'No step was found.', title),
    ...(clockOffsets === undefined ? [] : [clocks]),
    ...cutNotes('chain', answer),
  ];
}

function describeStep(
  { span, link, waitedBefore, clockSkew }: ChainStep,
  index: number,
  steps: readonly ChainStep[],
): string {
  const way = index === 0 ? 'first cause' : link === undefined ? 'called' : relationOf(link);
  const wait = waitedBefore > 0 ? ` after ${formatDuration(waitedBefore)}` : '';
  const skew = clockSkew === undefined ? '' : ` · clock skew ${formatDuration(clockSkew)}`;
  const trace = steps[index - 1]?.span.traceId === span.traceId ? '' : ` · trace ${span.traceId}`;
  return `${index + 1}. ${way}${wait}: ${describeSpan(span)}${trace}${skew}`;
}
