/** The span of an attempt at an activity. */
import { type Attributes, type Context, type Link, type SpanContext, SpanKind, type Tracer } from '@opentelemetry/api';
import { callInSpan } from '../../../lib/calls/call-in-span.js';
import { dropOldest } from '../../../lib/global/drop-oldest.js';
import { callSafely } from '../../../lib/global/report.js';
import { isSuppressed } from '../../../lib/global/suppression.js';
import { currentTracer } from '../../../lib/global/tracer.js';
import { activeContext, runIn } from '../../../lib/spans/active-context.js';
import { createPlan, type SpanPlan } from '../../../lib/spans/span-plan.js';
import { CARRIER, type Carrier, carrierIn, type Headers } from '../contract/carrier.js';
import type { TemporalRelation } from '../contract/relation.js';
import { attemptIds, type AttemptKey } from '../contract/span-ids.js';
import { runAttributes } from '../contract/span-report.js';
import { addLink, contextOf, spanIn } from './links.js';
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
        const described = callSafely('temporalLinks', 'attempt', describe, undefined, [tracer, info, input, relation]);
        if (described === undefined) return next(input);
        const { plan, additions, active, chosen } = described as Attempt;
        const call = { plan, callee: () => next(input), self: undefined, args: [], additions };
        if (active === undefined) return callInSpan(chosen, call) as Promise<unknown>;
        return runIn(active, (from) => callInSpan(from, call) as Promise<unknown>, chosen);
      },
    },
  };
}

/** The span of an attempt, before it starts. */
interface Attempt {
  readonly plan: SpanPlan;
  readonly additions: { readonly links: readonly Link[]; readonly attributes: Attributes };
  /** The context that it starts in; `undefined` for the active one. */
  readonly active: Context | undefined;
  readonly chosen: Tracer;
}

/** Describes the span of an attempt: a trace of its own, or below what has scheduled it. */
function describe(tracer: Tracer, info: ActivityInfo, { headers }: ExecuteInput, relation: TemporalRelation): Attempt {
  const carrier = carrierIn(headers);
  const scheduler = spanIn(carrier);
  const parent = relation === 'link' ? undefined : scheduler;
  const key = keyOf(info);
  const links: Link[] = [];
  addLink(links, scheduler, parent !== undefined && relation === 'parent' ? 'parent' : 'origin');
  addLink(links, runOfHandler(carrier), 'parent');
  addLink(links, attemptBefore(tracer, key, scheduler, parent), 'retry_of');
  return {
    plan: planOf(info.activityType, parent === undefined),
    additions: { links, attributes: attributesOf(info) },
    active: contextOf(carrier, parent),
    chosen: key === undefined ? tracer : withIds(attemptIds(key), tracer),
  };
}

const STAGE = { name: 'spanlink.stage.name', attempt: 'spanlink.stage.attempt' } as const;

/** An application has some tens of types; those of a default activity may come from strangers. */
const TYPES = 1_000;

/** The plans of activities that begin a trace, and of those that do not, by type. */
const plans = [new Map<string, SpanPlan>(), new Map<string, SpanPlan>()] as const;

function planOf(type: string, root: boolean): SpanPlan {
  const known = plans[root ? 0 : 1];
  let plan = known.get(type);
  if (plan === undefined) {
    const options = { kind: SpanKind.CONSUMER, root, isError: isFailure };
    known.set(type, (plan = createPlan(`RunActivity:${type}`, options, { isAsync: true })));
    dropOldest(known, TYPES);
  }
  return plan;
}

function keyOf({ workflowExecution, activityRunId, activityId, attempt, scheduledTimestampMs }: ActivityInfo) {
  const runId = workflowExecution?.runId ?? activityRunId;
  return runId === undefined ? undefined : { runId, activityId, attempt, scheduledAt: scheduledTimestampMs };
}

function runOfHandler({ [CARRIER.run]: traceparent }: Carrier): SpanContext | undefined {
  return traceparent === undefined ? undefined : spanIn({ traceparent });
}

/** An attempt leaves nothing for the next one but its number, from which its ids are known. */
function attemptBefore(
  tracer: Tracer,
  key: AttemptKey | undefined,
  scheduler: SpanContext | undefined,
  parent: SpanContext | undefined,
): SpanContext | undefined {
  // without a carrier, the workflow was without interceptors, and its worker perhaps too
  if (key === undefined || key.attempt < 2 || scheduler === undefined || !takesIds(tracer)) return undefined;
  const { traceId, spanId } = attemptIds({ ...key, attempt: key.attempt - 1 });
  return { traceId: parent?.traceId ?? traceId, spanId, traceFlags: scheduler.traceFlags, isRemote: true };
}

function attributesOf(info: ActivityInfo): Attributes {
  const { activityType, activityId, attempt, workflowType = '', workflowExecution: run } = info;
  const own = { temporalActivityId: activityId, [STAGE.name]: activityType, [STAGE.attempt]: attempt };
  return run === undefined ? own : Object.assign(runAttributes(workflowType, run.workflowId, run.runId), own);
}

/** An activity may end by an error that says it goes on elsewhere, or that it is none. */
function isFailure(error: unknown): boolean {
  const { name, category } = (error ?? {}) as { name?: unknown; category?: unknown };
  return name !== 'CompleteAsyncError' && category !== 'BENIGN';
}
