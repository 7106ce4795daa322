/** `runs` and `run`: workflows, with their attempts and what is linked among them. */
import type { RunAnswer, RunAttempt, RunsAnswer } from '../../../api/answers.js';
import { describeCauses } from './causes-of.js';
import { list } from './list.js';
import { cutNotes } from './notes.js';
import type { TokenBudget } from './token-budget.js';
import { counted, describeSpan, formatDuration, formatTime, LONG_TEXT, nameOf, oneLine } from './words.js';

export const runsLines = ({ runs, ...answer }: RunsAnswer, budget: TokenBudget): string[] => [
  ...list(runs.map(describeRun), budget, 'No run was found.'),
  ...cutNotes('runs', answer),
];

const describeRun = ({ workflow, run, start, end, attempts, errors }: RunsAnswer['runs'][number]): string =>
  [
    `workflow=${oneLine(workflow, LONG_TEXT)} run=${oneLine(run, LONG_TEXT)}`,
    formatTime(start),
    formatDuration(end - start),
    counted(attempts, 'attempt'),
    counted(errors, 'error'),
  ].join(' · ');

export function runLines({ workflow, run, attempts, links, ...answer }: RunAnswer, budget: TokenBudget): string[] {
  const causesOf = describeCauses(
    links,
    attempts.map(({ span }) => span),
  );
  const describe = ({ stage, item, attempt, span }: RunAttempt): string => {
    const step = `${nameOf(stage)}${item === undefined ? '' : ` ${oneLine(item)}`} attempt ${attempt}`;
    return [`${step}: ${describeSpan(span)} · trace ${span.traceId}`, ...causesOf(span)].join('\n');
  };
  const title = `run ${oneLine(run, LONG_TEXT)} of workflow ${nameOf(workflow)}`;
  return [...list(attempts.map(describe), budget, 'No attempt was received.', title), ...cutNotes('run', answer)];
}
