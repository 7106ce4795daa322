/** Spans of a workflow, as its isolate tells them to the worker: by plain values alone. */
import type { Carrier } from './carrier.js';
import type { SpanIds } from './span-ids.js';

/** A span that has ended, or does so now. */
export interface SpanReport {
  readonly name: string;
  /** OpenTelemetry's kind. */
  readonly kind: number;
  /** The ids that others link to; `undefined` where nobody does. */
  readonly ids?: SpanIds | undefined;
  /** The span to be below; `undefined` for a span that begins a trace. */
  readonly parent?: Carrier | undefined;
  /** In milliseconds since 1970. */
  readonly startTime: number;
  readonly links: readonly ReportedLink[];
  readonly attributes: Readonly<Record<string, string | number>>;
  /** The error that it ended with. */
  readonly error?: ReportedError | undefined;
  /** Of the first span of a scheduled run: its schedule. */
  readonly schedule?: string | undefined;
}

/** A link to the span in a carrier. */
export interface ReportedLink {
  readonly to: Carrier;
  readonly relation: string;
}

/** An error, as far as it can leave an isolate. */
export interface ReportedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
}

/** The sinks of the isolate; `spanlink.span` ends a span of the workflow's. */
export type ReportSinks = Record<'spanlink', Record<'span', (report: SpanReport) => void>>;

/** Attributes of all spans of a run: the names of Temporal's own interceptors, and those of `spanlink/workflow`. */
export function runAttributes(workflow: string, workflowId: string, runId: string): Record<string, string> {
  return {
    temporalWorkflowId: workflowId,
    run_id: runId,
    'spanlink.workflow.name': workflow,
    'spanlink.workflow.run_id': workflowId,
  };
}
