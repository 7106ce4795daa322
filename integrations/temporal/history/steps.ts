/** The steps of a run, gathered from the events of its history. */
import { type Carrier, CARRIER, carrierIn } from '../contract/carrier.js';
import { placeBelow, relationIn, type Run } from '../contract/run.js';
import { SignalCount } from '../contract/signal-count.js';
import { attemptIds, type SpanIds } from '../contract/span-ids.js';
import type { TemporalRelation } from '../contract/relation.js';
import { ChildSteps } from './child-steps.js';
import { type HistoryEvent, messageOf, toNumber } from './events.js';
import { beginStep, endStep, type Step } from './step.js';

/** An activity that was scheduled. */
interface Activity {
  readonly step: Step;
  readonly activityId: string;
  readonly carrier: Carrier;
}

/** Gathers the steps of a run. */
export class Steps {
  readonly all: Step[] = [];
  readonly #run: Run;
  readonly #relation: TemporalRelation;
  readonly #signals = new SignalCount();
  readonly #activities = new Map<number, Activity>();
  readonly #children = new ChildSteps((event, stage) => this.#begin(event, stage));

  constructor(run: Run, relation: TemporalRelation) {
    this.#run = run;
    this.#relation = relation;
  }

  /** Adds what an event tells. */
  add(event: HistoryEvent): void {
    this.#addRun(event);
    this.#addHandler(event);
    this.#addActivity(event);
    this.#children.add(event);
  }

  #addRun(event: HistoryEvent): void {
    const [run] = this.all;
    if (event.workflowExecutionStartedEventAttributes) {
      const { workflowType } = this.#run.info;
      const step = this.#begin(event, `RunWorkflow:${workflowType}`);
      step.ids = this.#run.place.ids;
      step.causes = this.#run.links();
    } else if (run === undefined) return;
    else if (event.workflowExecutionCompletedEventAttributes) endStep(run, event);
    else if (event.workflowExecutionContinuedAsNewEventAttributes) endStep(run, event);
    else if (event.workflowExecutionFailedEventAttributes)
      endStep(run, event, messageOf(event.workflowExecutionFailedEventAttributes));
    else if (event.workflowExecutionTimedOutEventAttributes) endStep(run, event, 'it timed out');
    else if (event.workflowExecutionCanceledEventAttributes) endStep(run, event, 'it was cancelled');
    else if (event.workflowExecutionTerminatedEventAttributes)
      endStep(run, event, `it was terminated: ${event.workflowExecutionTerminatedEventAttributes.reason ?? ''}`);
  }

  /** The server does not tell when a handler ends. */
  #addHandler(event: HistoryEvent): void {
    const { workflowExecutionSignaledEventAttributes: signal } = event;
    const { meta, input } = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest ?? {};
    if (!signal && !input) return;
    const carrier = carrierIn((signal ?? input)?.header?.fields);
    const name = signal?.signalName ?? input?.name ?? '';
    const step = this.#begin(event, `${signal ? 'HandleSignal' : 'HandleUpdate'}:${name}`);
    const key = signal ? this.#signals.key(name, carrier) : ['update', meta?.updateId ?? ''];
    const place = placeBelow(carrier, this.#run.idsOf(...key));
    endStep(step, event);
    step.ids = place.ids;
    step.causes = [
      { to: carrier, relation: relationIn(carrier, place) },
      { to: this.#run.carrier(), relation: 'parent' },
    ];
  }

  #addActivity(event: HistoryEvent): void {
    const { activityTaskScheduledEventAttributes: scheduled, activityTaskStartedEventAttributes: started } = event;
    if (scheduled) {
      const step = this.#begin(event, `RunActivity:${scheduled.activityType?.name ?? ''}`);
      const carrier = carrierIn(scheduled.header?.fields);
      this.#activities.set(toNumber(event.eventId), { step, activityId: scheduled.activityId ?? '', carrier });
    }
    if (started) this.#startActivity(toNumber(started.scheduledEventId), started.attempt ?? 1, started.identity ?? '');
    const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
    const ended = failed ?? event.activityTaskCompletedEventAttributes ?? event.activityTaskCanceledEventAttributes;
    const activity = ended && this.#activities.get(toNumber(ended.scheduledEventId));
    if (activity) endStep(activity.step, event, failed ? messageOf(failed) : undefined);
  }

  #startActivity(scheduledEventId: number, attempt: number, identity: string): void {
    const activity = this.#activities.get(scheduledEventId);
    if (activity === undefined) return;
    const { step, activityId, carrier } = activity;
    step.attempt = attempt;
    step.process = identity;
    // without a carrier, the run's worker made no spans
    if (carrier.traceparent === undefined) return;
    const key = { runId: this.#run.info.runId, activityId, scheduledAt: step.startedAt };
    const idsOf = (number: number): SpanIds =>
      placeBelow({ ...carrier, [CARRIER.relation]: this.#relation }, attemptIds({ ...key, attempt: number })).ids;
    step.ids = idsOf(attempt);
    step.causes = [{ to: carrier, relation: this.#relation === 'parent' ? 'parent' : 'origin' }];
    const { [CARRIER.run]: run } = carrier;
    if (run !== undefined) step.causes.push({ to: { traceparent: run }, relation: 'parent' });
    if (attempt > 1) step.causes.push({ to: traceparentOf(idsOf(attempt - 1)), relation: 'retry_of' });
  }

  #begin(event: HistoryEvent, stage: string): Step {
    const step = beginStep(event, stage);
    this.all.push(step);
    return step;
  }
}

function traceparentOf({ traceId, spanId }: SpanIds): Carrier {
  return { traceparent: `00-${traceId}-${spanId}-01` };
}
