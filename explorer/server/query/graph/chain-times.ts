/** The times of a chain: when its steps worked, and when it waited, whatever clocks measured them. */
import type { ChainAnswer, ChainStep } from '../../../api/answers.js';
import { endOf } from './critical-path.js';
import type { PathStep } from './critical-path.js';

/**
 * Measures the waits of a path, which add up to its elapsed time together with what it worked between them.
 *
 * A step does not start before the step that led to it: if their clocks say that it does, it counts from the start of
 * that one, and the contradiction is its `clockSkew`.
 */
export function chainTimes(path: readonly PathStep[]): Pick<ChainAnswer, 'steps' | 'elapsed' | 'waited'> {
  const steps: ChainStep[] = [];
  const first = path[0]?.span.start ?? 0;
  let [start, end, waited] = [first, first, 0];
  for (const [index, step] of path.entries()) {
    const before = path[index - 1]?.span;
    start = Math.max(start, step.span.start);
    const waitedBefore = before === undefined ? 0 : Math.max(start - end, 0);
    end = Math.max(start, endOf(step.span));
    waited += waitedBefore;
    const clockSkew = before === undefined ? 0 : before.start - step.span.start;
    steps.push({ ...step, waitedBefore, ...(clockSkew > 0 && { clockSkew }) });
  }
  return { steps, elapsed: end - first, waited };
}
