/** Temporal's interceptors with links. */
import { spanlinkError } from '../../lib/global/errors.js';
import { checkOptionNames } from '../../lib/global/option-names.js';
import { ActivityClientLinks } from './client/activity-client.js';
import { ScheduleClientLinks } from './client/schedule-client.js';
import { WorkflowClientLinks } from './client/workflow-client.js';
import { RELATIONS, type TemporalRelation } from './contract/relation.js';
import { type ActivityInfo, type ActivityLinks, linkActivity } from './worker/activity.js';
import type { ScheduleSource } from './worker/schedule-runs.js';
import { createSpanSink, type SpanSink } from './worker/span-sink.js';

/**
 * The options of `temporalLinks`.
 *
 * @example
 * ```ts
 * import { Client } from '@temporalio/client';
 *
 * const options: TemporalLinksOptions = { relation: 'both', client: () => new Client() };
 * const links = temporalLinks(options);
 * ```
 */
export interface TemporalLinksOptions {
  /**
   * Relates what is started to the span that started it, to which it is linked in any case:
   * - `'link'` (default): every run, attempt and handler is a trace of its own, linked by `origin`.
   * - `'parent'`: it continues the trace, linked by `parent`. Runs after the first of a chain, and those of cron and of
   * schedules, as `'link'`.
   * - `'both'`: as `'parent'`, linked by `origin`, for tools that look for that.
   *
   * A client decides it for the runs that it starts and the handlers that it calls, a worker for its activities.
   */
  relation?: TemporalRelation;
  /**
   * A `Client` that a worker asks for the run of a schedule before the one that starts, or a function that returns it;
   * without it, runs of schedules are linked to the creation of the schedule alone.
   */
  client?: ScheduleSource | (() => ScheduleSource);
}

/** The names of those options. */
export const TEMPORAL_LINKS_OPTION_NAMES = [
  'relation',
  'client',
] as const satisfies readonly (keyof TemporalLinksOptions)[];

/**
 * What to give to a client and a worker of Temporal's.
 *
 * @example
 * ```ts
 * import { Client } from '@temporalio/client';
 *
 * const links: TemporalLinks = temporalLinks();
 * const client = new Client({ interceptors: links.client });
 * ```
 */
export interface TemporalLinks {
  /** The `interceptors` of a `Client`. */
  readonly client: {
    readonly workflow: WorkflowClientLinks[];
    readonly schedule: ScheduleClientLinks[];
    readonly activity: ActivityClientLinks[];
  };
  /** The `interceptors` of a `Worker`; `workflowModules` is also for `bundleWorkflowCode`. */
  readonly worker: {
    readonly client: TemporalLinks['client'];
    readonly activity: ((context: { readonly info: ActivityInfo }) => ActivityLinks)[];
    readonly workflowModules: string[];
  };
  /** The `sinks` of a `Worker`, by which the spans of its workflows leave their isolates. */
  readonly sinks: SpanSink;
}

/** The module that a worker's bundle takes in. */
const WORKFLOW_MODULE = 'spanlink/temporal/workflow';

/**
 * Returns Temporal's interceptors: a run of a workflow is a trace of its own, linked to what started it (`origin`) and
 * to the run before (`previous`, `retry_of`); so is each attempt at an activity, linked to the run and to the attempt
 * before (`retry_of`), and each handler of a signal, an update or a query, linked to its sender. Use them in the place
 * of `@temporalio/interceptors-opentelemetry`, with which they share names and the header `_tracer-data`, when you do
 * not want one trace for the whole life of a workflow. Histories are replayed with them and without.
 *
 * @throws {TypeError} `ERR_SPANLINK_TEMPORAL` for an unknown relation.
 *
 * @example
 * ```ts
 * import { Client } from '@temporalio/client';
 * import { Worker } from '@temporalio/worker';
 *
 * const links = temporalLinks();
 * const client = new Client({ interceptors: links.client });
 * const worker = await Worker.create({ taskQueue: 'loans', interceptors: links.worker, sinks: links.sinks });
 * ```
 */
export function temporalLinks(options: TemporalLinksOptions = {}): TemporalLinks {
  const { relation = 'link', client } = options;
  checkOptionNames('temporalLinks', options, TEMPORAL_LINKS_OPTION_NAMES);
  if (!RELATIONS.includes(relation)) {
    throw spanlinkError('ERR_SPANLINK_TEMPORAL', "temporalLinks: relation is not 'link', 'parent' or 'both'");
  }
  const clients = {
    workflow: [new WorkflowClientLinks(relation)],
    schedule: [new ScheduleClientLinks()],
    activity: [new ActivityClientLinks(relation)],
  };
  return {
    client: clients,
    worker: {
      client: clients,
      activity: [({ info }) => linkActivity(info, relation)],
      workflowModules: [WORKFLOW_MODULE],
    },
    sinks: createSpanSink(client),
  };
}
