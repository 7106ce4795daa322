/** The steps of a chain; of very many, the first and the last ones, until the user wants the others. */
import { useState, type ReactNode } from 'react';
import type { ChainStep } from '../../../api/answers.js';
import { count } from '../../components/format.js';
import { ChainStepItem, stepKey } from './chain-step.js';

/** The most steps that are listed at first at each end. */
const MOST = 200;

export interface ChainStepsProps {
  readonly steps: readonly ChainStep[];
  /** The keys of steps that came just now. */
  readonly news: ReadonlySet<string>;
}

export function ChainSteps({ steps, news }: ChainStepsProps): ReactNode {
  const [showsAll, setShowsAll] = useState(false);
  const hidden = showsAll ? 0 : Math.max(steps.length - 2 * MOST, 0);
  const list = (from: number, to: number): ReactNode =>
    steps.slice(from, to).map((step, index) => (
      <ChainStepItem
        // a path visits no span twice
        key={stepKey(step)}
        step={step}
        isNew={news.has(stepKey(step))}
        before={steps[from + index - 1]}
      />
    ));
  if (hidden === 0) return <ol className="steps">{list(0, steps.length)}</ol>;
  return (
    <ol className="steps">
      {list(0, MOST)}
      <li>
        <button type="button" className="button" onClick={() => setShowsAll(true)}>
          Show {count(hidden)} steps in between
        </button>
      </li>
      {list(MOST + hidden, steps.length)}
    </ol>
  );
}
