/** The stages as jobs, and their order. */
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

/** The job after a completed step; a fan-in is a job that waits for its children. */
export function nextOf({ stage, application }: Step): FlowJob | undefined {
  if (stage === 'submit')
    return {
      ...jobOf({ stage: 'underwrite', application }),
      children: CHECKS.map((check) => jobOf({ stage: 'check', application, check })),
    };
  if (stage === 'underwrite') return jobOf({ stage: 'approve', application });
  return undefined;
}

/** The job after a step that gave up. */
export function deadLetterOf({ stage, application }: Step): FlowJob | undefined {
  return stage === 'underwrite' ? jobOf({ stage: 'review', application }) : undefined;
}
