/** Calls of workflows by a client: each is a span, which the workflow's own span is linked to. */
import { SpanKind } from '@opentelemetry/api';
import { type Headers, withCarrier } from '../contract/carrier.js';
import type { TemporalRelation } from '../contract/relation.js';
import { callTemporal, type ClientSpan, runIdOf } from './call.js';

type Next<I, R> = (input: I) => Promise<R>;

interface Call {
  readonly headers: Headers;
}
interface StartCall extends Call {
  readonly workflowType: string;
  readonly options: { readonly workflowId: string };
}
interface Target {
  readonly workflowExecution: { readonly workflowId?: string | null; readonly runId?: string | null };
}
interface SignalCall extends Call, Target {
  readonly signalName: string;
}
interface QueryCall extends Call, Target {
  readonly queryType: string;
}
interface UpdateCall extends Call, Target {
  readonly updateName: string;
  readonly options: { readonly updateId?: string };
}
interface UpdateWithStartCall {
  readonly workflowType: string;
  readonly workflowStartOptions: { readonly workflowId: string };
  readonly workflowStartHeaders: Headers;
  readonly updateName: string;
  readonly updateHeaders: Headers;
}

/** Temporal's interceptor of a client of workflows. */
export class WorkflowClientLinks {
  readonly #relation: TemporalRelation;

  constructor(relation: TemporalRelation) {
    this.#relation = relation;
  }

  /** Called by clients before version 1.13, and `startWithDetails` by others. */
  start<I extends StartCall>(input: I, next: Next<I, string>): Promise<string> {
    return this.#call(starts(`StartWorkflow:${input.workflowType}`, input), input, next);
  }

  startWithDetails<I extends StartCall, R extends { readonly runId: string }>(input: I, next: Next<I, R>): Promise<R> {
    return this.#call(starts(`StartWorkflow:${input.workflowType}`, input), input, next);
  }

  signalWithStart<I extends StartCall>(input: I, next: Next<I, string>): Promise<string> {
    return this.#call(starts(`SignalWithStartWorkflow:${input.workflowType}`, input), input, next);
  }

  signal<I extends SignalCall, R>(input: I, next: Next<I, R>): Promise<R> {
    return this.#call(calls(`SignalWorkflow:${input.signalName}`, SpanKind.PRODUCER, input), input, next);
  }

  query<I extends QueryCall, R>(input: I, next: Next<I, R>): Promise<R> {
    return this.#call(calls(`QueryWorkflow:${input.queryType}`, SpanKind.CLIENT, input), input, next);
  }

  startUpdate<I extends UpdateCall, R>(input: I, next: Next<I, R>): Promise<R> {
    const span = calls(`StartWorkflowUpdate:${input.updateName}`, SpanKind.CLIENT, input);
    const { updateId } = input.options;
    const attributes = { ...span.attributes, ...(updateId === undefined ? {} : { temporalUpdateId: updateId }) };
    return this.#call({ ...span, attributes }, input, next);
  }

  startUpdateWithStart<I extends UpdateWithStartCall, R>(input: I, next: Next<I, R>): Promise<R> {
    const { workflowStartHeaders: start, updateHeaders: update, workflowStartOptions: options } = input;
    const span = starts(`UpdateWithStartWorkflow:${input.workflowType}`, { options });
    return callTemporal({ ...span, kind: SpanKind.CLIENT, relation: this.#relation }, (carrier) =>
      next({
        ...input,
        workflowStartHeaders: withCarrier(start, carrier),
        updateHeaders: withCarrier(update, carrier),
      }),
    );
  }

  terminate<I extends Target, R>(input: I, next: Next<I, R>): Promise<R> {
    return callTemporal(calls('TerminateWorkflow', SpanKind.CLIENT, input), () => next(input));
  }

  cancel<I extends Target, R>(input: I, next: Next<I, R>): Promise<R> {
    return callTemporal(calls('CancelWorkflow', SpanKind.CLIENT, input), () => next(input));
  }

  #call<I extends Call, R>(span: ClientSpan, input: I, next: Next<I, R>): Promise<R> {
    return callTemporal({ ...span, relation: this.#relation }, (carrier) =>
      next({ ...input, headers: withCarrier(input.headers, carrier) }),
    );
  }
}

/** The span that starts a run, whose id is in the server's answer. */
function starts(name: string, { options }: { readonly options: { readonly workflowId: string } }): ClientSpan {
  return {
    name,
    kind: SpanKind.PRODUCER,
    attributes: { temporalWorkflowId: options.workflowId },
    result: runIdOf,
  };
}

/** The span of a call of a run. */
function calls(name: string, kind: SpanKind, { workflowExecution: { workflowId, runId } }: Target): ClientSpan {
  return {
    name,
    kind,
    attributes: { ...(workflowId ? { temporalWorkflowId: workflowId } : {}), ...runIdOf(runId) },
  };
}
