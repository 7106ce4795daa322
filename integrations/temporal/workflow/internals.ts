/** The tasks of a run: the headers of the first, and the outcome of the last. */
import type { Headers } from '../contract/carrier.js';
import { type ReportedError, runAttributes } from '../contract/span-report.js';
import type { CurrentRun } from './current-run.js';
import { now, report } from './isolate.js';
import { safely } from './safely.js';

interface Activation {
  readonly activation: {
    readonly jobs?: readonly { readonly initializeWorkflow?: { readonly headers?: Headers | null } | null }[] | null;
  };
}
interface Conclusion {
  readonly commands: readonly Command[];
}

/** A command to the server, of those that end a run. */
interface Command {
  readonly completeWorkflowExecution?: unknown;
  readonly cancelWorkflowExecution?: unknown;
  readonly continueAsNewWorkflowExecution?: { readonly workflowType?: string | null } | null;
  readonly failWorkflowExecution?: { readonly failure?: Failure | null } | null;
}

/** A failure, as the application's converter has written it. */
interface Failure {
  readonly message?: string | null;
  readonly stackTrace?: string | null;
  readonly applicationFailureInfo?: { readonly type?: string | null } | null;
}

const INTERNAL = 0;

/** Temporal's interceptor of the tasks of a run. */
export class Internals {
  readonly #current: CurrentRun;

  constructor(current: CurrentRun) {
    this.#current = current;
  }

  /** A signal may be handled before the workflow is started. */
  activate<I extends Activation>(input: I, next: (input: I) => void): void {
    const first = input.activation.jobs?.find((job) => job.initializeWorkflow)?.initializeWorkflow;
    if (first) safely(() => this.#current.begin(first.headers));
    next(input);
  }

  concludeActivation<I extends Conclusion, O extends Conclusion>(input: I, next: (input: I) => O): O {
    const output = next(input);
    safely(() => output.commands.forEach((command) => this.#conclude(command)));
    return output;
  }

  #conclude(command: Command): void {
    const { failWorkflowExecution: failed, continueAsNewWorkflowExecution: continued } = command;
    const status = statusOf(command);
    if (status === undefined) return;
    const { run, open } = this.#current;
    // what they have started is linked to them
    for (const handler of open) handler.end();
    const { workflowType, workflowId, runId } = run.info;
    report({
      name: continued ? `ContinueAsNew:${continued.workflowType ?? workflowType}` : `CompleteWorkflow:${workflowType}`,
      kind: INTERNAL,
      ids: { traceId: run.place.ids.traceId, spanId: run.idsOf('end').spanId },
      parent: run.carrier(),
      startTime: now(),
      links: [],
      attributes: { ...runAttributes(workflowType, workflowId, runId), temporalWorkflowStatus: status },
      error: failed ? describe(failed.failure ?? {}) : undefined,
    });
  }
}

function statusOf(command: Command): string | undefined {
  if (command.completeWorkflowExecution) return 'COMPLETED';
  if (command.failWorkflowExecution) return 'FAILED';
  if (command.cancelWorkflowExecution) return 'CANCELED';
  return command.continueAsNewWorkflowExecution ? 'CONTINUED_AS_NEW' : undefined;
}

function describe({ message, stackTrace, applicationFailureInfo }: Failure): ReportedError {
  return {
    name: applicationFailureInfo?.type || 'Error',
    message: message ?? '',
    stack: stackTrace || undefined,
  };
}
