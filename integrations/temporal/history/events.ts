/** The events of a run's history at the server, as far as they are read here. */
import type { Headers } from '../contract/carrier.js';

/** A number of Temporal's, which may be an object of `long`. */
type Int64 = number | { toString(): string };

interface Name {
  readonly name?: string | null;
}
interface Execution {
  readonly workflowId?: string | null;
  readonly runId?: string | null;
}
interface Failed {
  readonly failure?: {
    readonly message?: string | null;
    readonly cause?: { readonly message?: string | null } | null;
  } | null;
}
interface Scheduled {
  readonly scheduledEventId?: Int64 | null;
}
interface WithHeader {
  readonly header?: { readonly fields?: Headers | null } | null;
}
interface Child {
  readonly initiatedEventId?: Int64 | null;
}

/** An event: its time, and the attributes of its type. */
export interface HistoryEvent {
  readonly eventId?: Int64 | null;
  readonly eventTime?: { readonly seconds?: Int64 | null; readonly nanos?: number | null } | null;
  readonly workflowExecutionStartedEventAttributes?:
    | (WithHeader & {
        readonly workflowType?: Name | null;
        readonly workflowId?: string | null;
        readonly attempt?: number | null;
        readonly parentWorkflowExecution?: Execution | null;
        readonly continuedExecutionRunId?: string | null;
        readonly firstExecutionRunId?: string | null;
        readonly originalExecutionRunId?: string | null;
        readonly cronSchedule?: string | null;
        readonly searchAttributes?: { readonly indexedFields?: Headers | null } | null;
      })
    | null;
  readonly workflowExecutionCompletedEventAttributes?: object | null;
  readonly workflowExecutionContinuedAsNewEventAttributes?: object | null;
  readonly workflowExecutionFailedEventAttributes?: Failed | null;
  readonly workflowExecutionTimedOutEventAttributes?: object | null;
  readonly workflowExecutionCanceledEventAttributes?: object | null;
  readonly workflowExecutionTerminatedEventAttributes?: { readonly reason?: string | null } | null;
  readonly workflowExecutionSignaledEventAttributes?: (WithHeader & { readonly signalName?: string | null }) | null;
  readonly workflowExecutionUpdateAcceptedEventAttributes?: {
    readonly acceptedRequest?: {
      readonly meta?: { readonly updateId?: string | null } | null;
      readonly input?: (WithHeader & Name) | null;
    } | null;
  } | null;
  readonly activityTaskScheduledEventAttributes?:
    (WithHeader & { readonly activityId?: string | null; readonly activityType?: Name | null }) | null;
  readonly activityTaskStartedEventAttributes?:
    (Scheduled & { readonly attempt?: number | null; readonly identity?: string | null }) | null;
  readonly activityTaskCompletedEventAttributes?: Scheduled | null;
  readonly activityTaskFailedEventAttributes?: (Scheduled & Failed) | null;
  readonly activityTaskTimedOutEventAttributes?: (Scheduled & Failed) | null;
  readonly activityTaskCanceledEventAttributes?: Scheduled | null;
  readonly childWorkflowExecutionStartedEventAttributes?:
    | (Child & WithHeader & { readonly workflowExecution?: Execution | null; readonly workflowType?: Name | null })
    | null;
  readonly childWorkflowExecutionCompletedEventAttributes?: Child | null;
  readonly childWorkflowExecutionFailedEventAttributes?: (Child & Failed) | null;
  readonly childWorkflowExecutionTimedOutEventAttributes?: Child | null;
  readonly childWorkflowExecutionCanceledEventAttributes?: Child | null;
  readonly childWorkflowExecutionTerminatedEventAttributes?: Child | null;
}

/** Returns a number of Temporal's. */
export function toNumber(value: Int64 | null | undefined): number {
  return value === null || value === undefined ? 0 : Number(value.toString());
}

/** Returns the time of an event in milliseconds since 1970. */
export function timeOf({ eventTime }: HistoryEvent): number {
  return toNumber(eventTime?.seconds) * 1_000 + Math.floor((eventTime?.nanos ?? 0) / 1_000_000);
}

/** Returns the message of a failure, or of what it was caused by, as the application's converter has written it. */
export function messageOf({ failure }: Failed): string {
  return failure?.cause?.message || failure?.message || 'it failed';
}
