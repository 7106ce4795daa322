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
  /** The time after its start. */
  readonly takenAt: Date;
  readonly action?: { readonly workflow?: { readonly firstExecutionRunId: string } };
}

/** The fields of Temporal's `WorkflowInfo` that tell a run of a schedule from the others. */
export interface ScheduledInfo {
  readonly firstExecutionRunId: string;
  readonly startTime: Date;
}

/** Returns the link to the run that a schedule started before another. */
export async function runBeforeInSchedule(
  source: ScheduleSource | (() => ScheduleSource),
  scheduleId: string,
  info: ScheduledInfo,
): Promise<readonly Link[]> {
  const { schedule } = typeof source === 'function' ? source() : source;
  const description = await withTimeout(schedule.getHandle(scheduleId).describe(), { milliseconds: TIMEOUT });
  if (description === TIMED_OUT) throw new Error(`the server did not answer within ${TIMEOUT} ms`);
  const before = runBefore(description.info.recentActions, info);
  const links: Link[] = [];
  if (before !== undefined) addLink(links, { ...runIds(before), traceFlags: 1, isRemote: true }, 'previous');
  return links;
}

/** The server names the last ten alone, and a run perhaps not yet: all may have come before it, or after. */
function runBefore(runs: readonly ScheduledRun[], { firstExecutionRunId, startTime }: ScheduledInfo) {
  const ids = runs.map(({ action }) => action?.workflow?.firstExecutionRunId);
  const at = ids.indexOf(firstExecutionRunId);
  const end = at === -1 ? runs.filter(({ takenAt }) => takenAt <= startTime).length : at;
  return ids.slice(0, end).findLast((id) => id !== undefined);
}
