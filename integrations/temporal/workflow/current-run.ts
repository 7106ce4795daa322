/** The run of an isolate, from its first task on. */
import { carrierIn, type Headers } from '../contract/carrier.js';
import { Run } from '../contract/run.js';
import type { SpanIds } from '../contract/span-ids.js';
import { runAttributes } from '../contract/span-report.js';
import type { HandlerSpan } from './handler-span.js';
import { createHandlerStorage, type HandlerStorage, now, report, runInfo } from './isolate.js';

const CONSUMER = 4;

/** Knows the run, and which handler of its runs. */
export class CurrentRun {
  /** The spans of its handlers that have not ended. */
  readonly open = new Set<HandlerSpan>();
  readonly #handlers: HandlerStorage = createHandlerStorage();
  #run: Run | undefined;

  /** The run; one without a starter where nobody has told of it. */
  get run(): Run {
    return (this.#run ??= new Run(runInfo(), {}));
  }

  /** The span that starts what is started now: that of a handler, or `undefined` for the run's. */
  get handler(): SpanIds | undefined {
    return this.#handlers.getStore();
  }

  runInHandler<R>(handler: SpanIds, body: () => R): R {
    return this.#handlers.run(handler, body);
  }

  /** Begins the run, once, with the headers that it was started with. */
  begin(headers: Headers | null | undefined): void {
    if (this.#run !== undefined) return;
    const run = (this.#run = new Run(runInfo(), carrierIn(headers)));
    const { workflowType, workflowId, runId } = run.info;
    report({
      name: `RunWorkflow:${workflowType}`,
      kind: CONSUMER,
      ...run.place,
      startTime: now(),
      links: run.links(),
      attributes: runAttributes(workflowType, workflowId, runId),
      schedule: run.info.continuedFromExecutionRunId ? undefined : run.schedule,
    });
  }
}
