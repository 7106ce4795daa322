/** `runs` and `run`: workflows, with their attempts and what is linked among them. */
import type { RunAnswer, RunAttempt, RunsAnswer } from '../../../api/answers.js';
import { list } from './list.js';
import { cutNotes } from './notes.js';
import type { TokenBudget } from './token-budget.js';
import {
  counted,
  describeSpan,
  formatDuration,
  formatTime,
  LONG_TEXT,
  nameOf,
  oneLine,
  refKey,
  relationOf,
} from './words.js';

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
  const names = new Map(attempts.map(({ span }) => [refKey(span), nameOf(span.name)]));
  const describe = ({ stage, item, attempt, span }: RunAttempt): string => {
    const step = `${nameOf(stage)}${item === undefined ? '' : ` ${oneLine(item)}`} attempt ${attempt}`;
    const causes = links
      .filter(({ effect }) => refKey(effect) === refKey(span))
      .map((link) => {
        const name = names.get(refKey(link.cause)) ?? `trace ${link.cause.traceId}`;
        return `  ← ${relationOf(link)}: ${name}, span ${link.cause.spanId}`;
      });
    return [`${step}: ${describeSpan(span)} · trace ${span.traceId}`, ...causes].join('\n');
  };
  const title = `run ${oneLine(run, LONG_TEXT)} of workflow ${nameOf(workflow)}`;
  return [...list(attempts.map(describe), budget, 'No attempt was received.', title), ...cutNotes('run', answer)];
}
