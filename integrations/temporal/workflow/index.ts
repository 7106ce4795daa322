/**
 * `spanlink/temporal/workflow`: the interceptors that run in the isolate of a workflow. Workers load it by its name, as
 * does `bundleWorkflowCode`; nothing of it is to be called. It imports neither OpenTelemetry nor Node.
 */
import { CurrentRun } from './current-run.js';
import { Inbound } from './inbound.js';
import { Internals } from './internals.js';
import { Outbound } from './outbound.js';

/**
 * Temporal's interceptors of one workflow.
 *
 * @example
 * ```ts
 * const countOf = ({ inbound, outbound }: WorkflowLinks) => inbound.length + outbound.length;
 * ```
 */
export interface WorkflowLinks {
  readonly inbound: Inbound[];
  readonly outbound: Outbound[];
  readonly internals: Internals[];
}

/**
 * Makes the interceptors of one workflow; called by Temporal.
 *
 * @example
 * ```ts
 * import { bundleWorkflowCode } from '@temporalio/worker';
 * import { temporalLinks } from 'spanlink/temporal';
 *
 * // Temporal loads the module by its name, which is in here
 * const workflowInterceptorModules = temporalLinks().worker.workflowModules;
 * await bundleWorkflowCode({ workflowsPath: file, workflowInterceptorModules });
 * ```
 */
export function interceptors(): WorkflowLinks {
  const current = new CurrentRun();
  return { inbound: [new Inbound(current)], outbound: [new Outbound(current)], internals: [new Internals(current)] };
}
