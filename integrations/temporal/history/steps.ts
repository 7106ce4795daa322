/** The steps of a run, gathered from the events of its history. */
import { type Carrier, CARRIER, carrierIn } from '../contract/carrier.js';
import { placeBelow, relationIn, type Run } from '../contract/run.js';
import { SignalCount } from '../contract/signal-count.js';
import { attemptIds, runIds, type SpanIds } from '../contract/span-ids.js';
import type { ReportedLink } from '../contract/span-report.js';
import type { TemporalRelation } from '../contract/relation.js';
import { type HistoryEvent, messageOf, timeOf, toNumber } from './events.js';

/** A step, of which events after its first tell more. */
export interface Step {
  readonly stage: string;
  readonly startedAt: number;
  attempt: number;
  process: string;
  status: 'running' | 'completed' | 'failed';
  endedAt?: number;
  error?: string;
  ids?: SpanIds;
  causes: ReportedLink[];
}

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
  readonly #children = new Map<number, Step>();

  constructor(run: Run, relation: TemporalRelation) {
    this.#run = run;
    this.#relation = relation;
  }

  /** Adds what an event tells. */
  add(event: HistoryEvent): void {
    this.#addRun(event);
    this.#addHandler(event);
    this.#addActivity(event);
    this.#addChild(event);
  }

  #addRun(event: HistoryEvent): void {
    const [run] = this.all;
    if (event.workflowExecutionStartedEventAttributes) {
      const { workflowType } = this.#run.info;
      const step = this.#begin(event, `RunWorkflow:${workflowType}`);
      step.ids = this.#run.place.ids;
      step.causes = this.#run.links();
    } else if (run === undefined) return;
    else if (event.workflowExecutionCompletedEventAttributes) end(run, event);
    else if (event.workflowExecutionContinuedAsNewEventAttributes) end(run, event);
    else if (event.workflowExecutionFailedEventAttributes)
      end(run, event, messageOf(event.workflowExecutionFailedEventAttributes));
    else if (event.workflowExecutionTimedOutEventAttributes) end(run, event, 'it timed out');
    else if (event.workflowExecutionCanceledEventAttributes) end(run, event, 'it was cancelled');
    else if (event.workflowExecutionTerminatedEventAttributes)
      end(run, event, `it was terminated: ${event.workflowExecutionTerminatedEventAttributes.reason ?? ''}`);
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
    end(step, event);
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
    if (activity) end(activity.step, event, failed ? messageOf(failed) : undefined);
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

  #addChild(event: HistoryEvent): void {
    const { childWorkflowExecutionStartedEventAttributes: started } = event;
    if (started) {
      const step = this.#begin(event, `RunWorkflow:${started.workflowType?.name ?? ''}`);
      step.ids = placeBelow(this.#run.carrier(), runIds(started.workflowExecution?.runId ?? '')).ids;
      step.causes = [{ to: this.#run.carrier(), relation: 'parent' }];
      this.#children.set(toNumber(started.initiatedEventId), step);
    }
    const { childWorkflowExecutionFailedEventAttributes: failed } = event;
    const ended = failed ?? event.childWorkflowExecutionCompletedEventAttributes;
    const child = ended && this.#children.get(toNumber(ended.initiatedEventId));
    if (child) end(child, event, failed ? messageOf(failed) : undefined);
  }

  #begin(event: HistoryEvent, stage: string): Step {
    const step: Step = { stage, startedAt: timeOf(event), attempt: 1, process: '', status: 'running', causes: [] };
    this.all.push(step);
    return step;
  }
}

function end(step: Step, event: HistoryEvent, error?: string): void {
  step.endedAt = timeOf(event);
  step.status = error === undefined ? 'completed' : 'failed';
  if (error !== undefined) step.error = error;
}

function traceparentOf({ traceId, spanId }: SpanIds): Carrier {
  return { traceparent: `00-${traceId}-${spanId}-01` };
}
