/** Reads the history of a run at the server, with the spans that it led to. */
import type { SpanContext } from '@opentelemetry/api';
import { formatLink, parseLink } from '../../../lib/links/traceparent.js';
import { type Carrier, carrierIn, textIn } from '../contract/carrier.js';
import { Run } from '../contract/run.js';
import { spanIn } from '../worker/links.js';
import type { TemporalRelation } from '../contract/relation.js';
import type { HistoryEvent } from './events.js';
import { Steps } from './steps.js';

/**
 * A run, with what it did in the order in which that began: `renderHistory` of `spanlink/workflow` draws it.
 *
 * @example
 * ```ts
 * const failed = ({ attempts }: TemporalHistory) => attempts.filter(({ status }) => status === 'failed');
 * ```
 */
export interface TemporalHistory {
  /** The type of the workflow. */
  readonly workflow: string;
  /** The id of the workflow. */
  readonly run: string;
  readonly attempts: readonly TemporalStep[];
}

/** The run itself, the last attempt at an activity, a handler, or a child workflow. */
export interface TemporalStep {
  /** The name of its span, such as `RunActivity:ship`. */
  readonly stage: string;
  readonly item: '';
  /** The number of the attempt; 1 for what is not tried again. */
  readonly attempt: number;
  readonly sequence: number;
  readonly status: 'running' | 'completed' | 'failed';
  /** The identity of the worker that tried an activity. */
  readonly process: string;
  /** In milliseconds since 1970, by the server's clock. */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly error?: string;
  readonly spanContext: SpanContext | undefined;
  readonly links: readonly StepLink[];
}

/** A link of a step's span. */
export interface StepLink {
  readonly context: SpanContext;
  readonly relation: string;
  /** The step that it leads to, if that is one of the run. */
  readonly attempt: TemporalStep | undefined;
}

/** A handle on a run, such as `client.workflow.getHandle(workflowId, runId)`. */
export interface RunHandle {
  readonly workflowId: string;
  fetchHistory(): Promise<{ readonly events?: readonly HistoryEvent[] | null }>;
  describe(): Promise<{ readonly runId: string }>;
}

/**
 * Returns what a run did, as the server knows it, with the contexts of the spans. Of the attempts at an activity the
 * server keeps the last one; of local activities and queries it keeps no steps.
 *
 * @param handle A handle on the run.
 * @param options The `relation` that the run's workers were given; `link` by default.
 * @throws What the server answers, as it is.
 *
 * @example
 * ```ts
 * import { Client } from '@temporalio/client';
 * import { renderHistory } from 'spanlink/workflow';
 *
 * console.log(renderHistory(await historyOf(new Client().workflow.getHandle('loan-7'))));
 * ```
 */
export async function historyOf(
  handle: RunHandle,
  { relation = 'link' }: { readonly relation?: TemporalRelation } = {},
): Promise<TemporalHistory> {
  const [{ events }, { runId }] = [await handle.fetchHistory(), await handle.describe()];
  const all = events ?? [];
  const started = all[0]?.workflowExecutionStartedEventAttributes;
  const workflow = started?.workflowType?.name ?? '';
  const info = {
    workflowType: workflow,
    workflowId: handle.workflowId,
    runId,
    attempt: started?.attempt ?? 1,
    parent: started?.parentWorkflowExecution ?? undefined,
    continuedFromExecutionRunId: started?.continuedExecutionRunId ?? undefined,
    firstExecutionRunId: started?.firstExecutionRunId ?? undefined,
    originalExecutionRunId: started?.originalExecutionRunId ?? undefined,
    cronSchedule: started?.cronSchedule ?? undefined,
    searchAttributes: {
      TemporalScheduledById: textIn(started?.searchAttributes?.indexedFields?.TemporalScheduledById),
    },
  };
  const run = new Run(info, carrierIn(started?.header?.fields));
  const steps = new Steps(run, relation);
  for (const event of all) steps.add(event);
  const bySpan = new Map<string, TemporalStep>();
  const attempts = steps.all.map(({ ids, causes, ...step }, sequence) => {
    const spanContext = ids && parseLink(`${ids.traceId}-${ids.spanId}`);
    const links = causes.flatMap(({ to, relation: why }) => linksIn(to, why, bySpan));
    const past: TemporalStep = { ...step, item: '', sequence, spanContext, links };
    if (spanContext !== undefined) bySpan.set(formatLink(spanContext), past);
    return past;
  });
  return { workflow, run: handle.workflowId, attempts };
}

function linksIn(to: Carrier, relation: string, bySpan: ReadonlyMap<string, TemporalStep>): StepLink[] {
  const context = spanIn(to);
  return context === undefined ? [] : [{ context, relation, attempt: bySpan.get(formatLink(context)) }];
}
