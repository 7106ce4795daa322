/**
 * `spanlink/temporal/workflow`: the interceptors that run in the isolate of a workflow. Workers load it by its name, as
 * does `bundleWorkflowCode`; nothing of it is to be called. It imports neither OpenTelemetry nor Node.
 */
import { CurrentRun } from './current-run.js';
import { Inbound } from './inbound.js';
import { Internals } from './internals.js';
import { Outbound } from './outbound.js';

/** Temporal's interceptors of one workflow. */
export interface WorkflowLinks {
  readonly inbound: Inbound[];
  readonly outbound: Outbound[];
  readonly internals: Internals[];
}

/** Makes the interceptors of one workflow; called by Temporal. */
export function interceptors(): WorkflowLinks {
  const current = new CurrentRun();
  return { inbound: [new Inbound(current)], outbound: [new Outbound(current)], internals: [new Internals(current)] };
}
