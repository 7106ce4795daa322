/** The span of an attempt at an activity. */
import { type Context, type Link, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { callInSpan } from '../../../lib/calls/call-in-span.js';
import { callSafely } from '../../../lib/global/report.js';
import { isSuppressed } from '../../../lib/global/suppression.js';
import { currentTracer } from '../../../lib/global/tracer.js';
import { formatTraceparent } from '../../../lib/links/traceparent.js';
import { activeContext, runIn } from '../../../lib/spans/active-context.js';
import { createPlan } from '../../../lib/spans/span-plan.js';
import { CARRIER, type Carrier, carrierIn, type Headers } from '../contract/carrier.js';
import { attemptIds, type AttemptKey } from '../contract/span-ids.js';
import { runAttributes } from '../contract/span-report.js';
import type { TemporalRelation } from '../contract/relation.js';
import { linksTo, spanIn, withBaggage } from './links.js';
import { takesIds, withIds } from './with-ids.js';

/** The fields of Temporal's `Context.info` that are read. */
export interface ActivityInfo {
  readonly activityType: string;
  readonly activityId: string;
  readonly attempt: number;
  readonly scheduledTimestampMs: number;
  readonly workflowType?: string | undefined;
  readonly workflowExecution?: { readonly workflowId: string; readonly runId: string } | undefined;
  /** Of an activity that no workflow has started. */
  readonly activityRunId?: string | undefined;
}

interface ExecuteInput {
  readonly headers: Headers;
}

/** Temporal's interceptors of one attempt at an activity. */
export interface ActivityLinks {
  readonly inbound: {
    execute<I extends ExecuteInput>(input: I, next: (input: I) => Promise<unknown>): Promise<unknown>;
  };
}

/** Makes the interceptors of an attempt. */
export function linkActivity(info: ActivityInfo, relation: TemporalRelation): ActivityLinks {
  return {
    inbound: {
      execute(input, next) {
        const tracer = currentTracer();
        if (tracer === undefined || isSuppressed(activeContext())) return next(input);
        const attempt = callSafely('temporalLinks', 'attempt', describe, undefined, [tracer, info, input, relation]);
        if (attempt === undefined) return next(input);
        const { options, active, chosen } = attempt as Attempt;
        const plan = createPlan(`RunActivity:${info.activityType}`, options, { isAsync: true });
        const call = { plan, callee: () => next(input), self: undefined, args: [] };
        return runIn(active, () => callInSpan(chosen, call) as Promise<unknown>, undefined);
      },
    },
  };
}

interface Attempt {
  readonly options: Parameters<typeof createPlan>[1];
  readonly active: Context;
  readonly chosen: Tracer;
}

/** Describes the span of an attempt: a trace of its own, or below what has scheduled it. */
function describe(tracer: Tracer, info: ActivityInfo, { headers }: ExecuteInput, relation: TemporalRelation): Attempt {
  const carrier = carrierIn(headers);
  const parent = relation === 'link' ? undefined : spanIn(carrier);
  const key = keyOf(info);
  const links = [
    ...linksTo(carrier, parent !== undefined && relation === 'parent' ? 'parent' : 'origin'),
    ...linksTo(runOfHandler(carrier), 'parent'),
    ...attemptBefore(tracer, key, carrier, parent?.traceId),
  ];
  const active = withBaggage(activeContext(), carrier);
  return {
    options: {
      kind: SpanKind.CONSUMER,
      root: parent === undefined,
      attributes: attributesOf(info),
      links,
      isError: isFailure,
    },
    active: parent === undefined ? active : trace.setSpanContext(active, parent),
    chosen: key === undefined ? tracer : withIds(attemptIds(key), tracer),
  };
}

function keyOf({ workflowExecution, activityRunId, activityId, attempt, scheduledTimestampMs }: ActivityInfo) {
  const runId = workflowExecution?.runId ?? activityRunId;
  return runId === undefined ? undefined : { runId, activityId, attempt, scheduledAt: scheduledTimestampMs };
}

function runOfHandler({ [CARRIER.run]: traceparent }: Carrier): Carrier {
  return traceparent === undefined ? {} : { traceparent };
}

/** An attempt leaves nothing for the next one but its number, from which its ids are known. */
function attemptBefore(
  tracer: Tracer,
  key: AttemptKey | undefined,
  carrier: Carrier,
  traceId: string | undefined,
): readonly Link[] {
  // without a carrier, the workflow was without interceptors, and its worker perhaps too
  if (key === undefined || key.attempt < 2 || carrier.traceparent === undefined || !takesIds(tracer)) return [];
  const ids = attemptIds({ ...key, attempt: key.attempt - 1 });
  const traceFlags = spanIn(carrier)?.traceFlags ?? 1;
  const before = { ...ids, ...(traceId === undefined ? {} : { traceId }), traceFlags };
  return linksTo({ traceparent: formatTraceparent(before) }, 'retry_of');
}

function attributesOf({ activityType, activityId, attempt, workflowType, workflowExecution }: ActivityInfo) {
  return {
    ...(workflowExecution === undefined
      ? {}
      : runAttributes(workflowType ?? '', workflowExecution.workflowId, workflowExecution.runId)),
    temporalActivityId: activityId,
    'spanlink.stage.name': activityType,
    'spanlink.stage.attempt': attempt,
  };
}

/** An activity may end by an error that says it goes on elsewhere, or that it is none. */
function isFailure(error: unknown): boolean {
  const { name, category } = (error ?? {}) as { name?: unknown; category?: unknown };
  return name !== 'CompleteAsyncError' && category !== 'BENIGN';
}
