/** The child workflows of a run, gathered from the events of its history. */
import { carrierIn } from '../contract/carrier.js';
import { placeBelow } from '../contract/run.js';
import { runIds } from '../contract/span-ids.js';
import { type HistoryEvent, messageOf, toNumber } from './events.js';
import { endStep, type Step } from './step.js';

/** Gathers the children of a run. */
export class ChildSteps {
  readonly #begin: (event: HistoryEvent, stage: string) => Step;
  readonly #open = new Map<number, Step>();

  constructor(begin: (event: HistoryEvent, stage: string) => Step) {
    this.#begin = begin;
  }

  /** Adds what an event tells. */
  add(event: HistoryEvent): void {
    const { childWorkflowExecutionStartedEventAttributes: started } = event;
    if (started) {
      const step = this.#begin(event, `RunWorkflow:${started.workflowType?.name ?? ''}`);
      const starter = carrierIn(started.header?.fields);
      step.ids = placeBelow(starter, runIds(started.workflowExecution?.runId ?? '')).ids;
      step.causes = [{ to: starter, relation: 'parent' }];
      this.#open.set(toNumber(started.initiatedEventId), step);
    }
    const { childWorkflowExecutionFailedEventAttributes: failed } = event;
    this.#end(event, event.childWorkflowExecutionCompletedEventAttributes);
    this.#end(event, failed, failed ? messageOf(failed) : '');
    this.#end(event, event.childWorkflowExecutionTimedOutEventAttributes, 'it timed out');
    this.#end(event, event.childWorkflowExecutionCanceledEventAttributes, 'it was cancelled');
    this.#end(event, event.childWorkflowExecutionTerminatedEventAttributes, 'it was terminated');
  }

  #end(
    event: HistoryEvent,
    child: { readonly initiatedEventId?: Parameters<typeof toNumber>[0] } | null | undefined,
    error?: string,
  ): void {
    const step = child && this.#open.get(toNumber(child.initiatedEventId));
    if (step) endStep(step, event, error);
  }
}
