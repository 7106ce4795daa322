/** A step of a run, gathered from events. */
import type { SpanIds } from '../contract/span-ids.js';
import type { ReportedLink } from '../contract/span-report.js';
import { type HistoryEvent, timeOf } from './events.js';

/** A step, of which events after its first tell more. */
export interface Step {
  readonly stage: string;
  readonly startedAt: number;
  attempt: number;
  process: string;
  status: 'running' | 'completed' | 'failed';
  endedAt?: number;
  error?: string;
  ids?: SpanIds;
  causes: ReportedLink[];
}

/** Makes the step that begins with an event. */
export function beginStep(event: HistoryEvent, stage: string): Step {
  return { stage, startedAt: timeOf(event), attempt: 1, process: '', status: 'running', causes: [] };
}

/** Ends a step with an event, and with an error, if it failed. */
export function endStep(step: Step, event: HistoryEvent, error?: string): void {
  step.endedAt = timeOf(event);
  step.status = error === undefined ? 'completed' : 'failed';
  if (error !== undefined) step.error = error;
}
