/** The stages as jobs, and which job comes after which. */
import type { FlowJob } from 'bullmq';
import { CHECKS, type Step } from '../../loan-application.js';
import { ATTEMPTS } from '../engine.js';

export const QUEUE = 'loans';

/** A job as queues and flows take it. */
export interface LoanJob {
  readonly name: string;
  readonly queueName: string;
  readonly data: Step;
  readonly opts: { readonly jobId: string; readonly attempts: number };
}

/** The job of a step. Its id is the same whenever it is added, so that it is added once. */
export function jobOf(step: Step): LoanJob {
  const { stage, application, check } = step;
  const name = [stage, check].filter(Boolean).join('-');
  return { name, queueName: QUEUE, data: step, opts: { jobId: `${application.id}-${name}`, attempts: ATTEMPTS } };
}

/** What comes after a step that was done: a job that waits for its children is what waits for all of them. */
export function nextOf({ stage, application }: Step): FlowJob | undefined {
  if (stage === 'submit')
    return {
      ...jobOf({ stage: 'underwrite', application }),
      children: CHECKS.map((check) => jobOf({ stage: 'check', application, check })),
    };
  if (stage === 'underwrite') return jobOf({ stage: 'approve', application });
  return undefined;
}

/** What comes after a step that was given up. */
export function deadLetterOf({ stage, application }: Step): FlowJob | undefined {
  return stage === 'underwrite' ? jobOf({ stage: 'review', application }) : undefined;
}
