/** The times of a chain: when its steps worked, and when it waited, whatever clocks measured them. */
import type { ChainAnswer, ChainStep } from '../../../api/answers.js';
import { stepTimes } from '../../../api/step-times.js';
import type { PathStep } from './critical-path.js';

/**
 * Measures the waits of a path, which add up to its elapsed time together with what it worked between them.
 *
 * A step does not start before the step that led to it: if their clocks say that it does, it counts from the start of
 * that one, and the contradiction is its `clockSkew`.
 */
export function chainTimes(path: readonly PathStep[]): Pick<ChainAnswer, 'steps' | 'elapsed' | 'waited'> {
  const times = stepTimes(path.map(({ span }) => span));
  const steps = path.map((step, index): ChainStep => {
    const [before, ended] = [path[index - 1]?.span, times[index - 1]?.end];
    if (before === undefined || ended === undefined) return { ...step, waitedBefore: 0 };
    const clockSkew = before.start - step.span.start;
    const waitedBefore = Math.max((times[index]?.start ?? ended) - ended, 0);
    return { ...step, waitedBefore, ...(clockSkew > 0 && { clockSkew }) };
  });
  return {
    steps,
    elapsed: (times.at(-1)?.end ?? 0) - (times[0]?.start ?? 0),
    waited: steps.reduce((sum, { waitedBefore }) => sum + waitedBefore, 0),
  };
}
