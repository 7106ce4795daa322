/** The run of a schedule before another, which the server alone knows. */
import type { Link } from '@opentelemetry/api';
import { TIMED_OUT, withTimeout } from '../../../lib/global/with-timeout.js';
import { runIds } from '../contract/span-ids.js';
import { addLink } from './links.js';

const TIMEOUT = 1_000;

/** The part of Temporal's `Client` that reads schedules. */
export interface ScheduleSource {
  readonly schedule: {
    getHandle(scheduleId: string): {
      describe(): Promise<{ readonly info: { readonly recentActions: readonly ScheduledRun[] } }>;
    };
  };
}

/** A run that a schedule has started. */
interface ScheduledRun {
  readonly action?: { readonly workflow?: { readonly workflowId: string; readonly firstExecutionRunId: string } };
}

/** Returns the link to the run that a schedule started before the one with that workflow id. */
export async function runBeforeInSchedule(
  source: ScheduleSource | (() => ScheduleSource),
  scheduleId: string,
  workflowId: string,
): Promise<readonly Link[]> {
  const { schedule } = typeof source === 'function' ? source() : source;
  const description = await withTimeout(schedule.getHandle(scheduleId).describe(), { milliseconds: TIMEOUT });
  if (description === TIMED_OUT) throw new Error(`the server did not answer within ${TIMEOUT} ms`);
  const runs = description.info.recentActions.flatMap(({ action }) => action?.workflow ?? []);
  const at = runs.findIndex((run) => run.workflowId === workflowId);
  const before = runs[at === -1 ? runs.length - 1 : at - 1];
  if (before === undefined) return [];
  const links: Link[] = [];
  addLink(links, { ...runIds(before.firstExecutionRunId), traceFlags: 1, isRemote: true }, 'previous');
  return links;
}
