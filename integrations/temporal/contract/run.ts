/** A run of a workflow: its span, and what that is linked to, as all who know how it was started can tell. */
import type { SpanContext } from '@opentelemetry/api';
import { formatTraceparent, parseTraceparent } from '../../../lib/links/traceparent.js';
import { CARRIER, type Carrier } from './carrier.js';
import { idsOf, runIds, type SpanIds } from './span-ids.js';
import type { ReportedLink } from './span-report.js';

/** The fields of Temporal's `WorkflowInfo` that are read; some are missing in older versions. */
export interface RunInfo {
  readonly workflowType: string;
  readonly workflowId: string;
  readonly runId: string;
  /** The number of the try at the workflow, under its retry policy. */
  readonly attempt: number;
  readonly parent?: unknown;
  readonly continuedFromExecutionRunId?: string | undefined;
  readonly firstExecutionRunId?: string | undefined;
  /** The run's id before it was reset. */
  readonly originalExecutionRunId?: string | undefined;
  readonly cronSchedule?: string | undefined;
  readonly searchAttributes?: { readonly TemporalScheduledById?: unknown } | undefined;
}

/** The place of a span in a trace. */
export interface Place {
  readonly ids: SpanIds;
  /** The span that it is below; `undefined` for one that begins a trace. */
  readonly parent: Carrier | undefined;
}

const SAMPLED = 1;

/** A run, as its first task and every replay of it tell it. */
export class Run {
  readonly info: RunInfo;
  /** Its place in a trace. */
  readonly place: Place;
  readonly #starter: Carrier;

  /** @param starter The carrier that the run was started with. */
  constructor(info: RunInfo, starter: Carrier) {
    this.info = info;
    this.#starter = starter;
    const own = runIds(info.originalExecutionRunId || info.runId);
    this.place = this.#isFirst ? placeBelow(starter, own) : { ids: own, parent: undefined };
  }

  /** Returns the carrier to start others with, from the run or from a handler of its. */
  carrier(from: SpanIds = this.place.ids): Carrier {
    return {
      ...pick(this.#starter, 'baggage', CARRIER.relation),
      ...(this.place.parent === undefined ? {} : pick(this.#starter, 'tracestate')),
      traceparent: this.#traceparent(from),
      ...(from === this.place.ids ? {} : { [CARRIER.run]: this.#traceparent(this.place.ids) }),
    };
  }

  /** Returns the carrier to continue the run as a new one. */
  continuation(): Carrier {
    return { ...this.carrier(), [CARRIER.origin]: this.#starter[CARRIER.origin] ?? this.#traceparent(this.place.ids) };
  }

  /** Returns the links of its span: to the run before, and to what began it. */
  links(): ReportedLink[] {
    const first = this.#starter[CARRIER.origin];
    const relation = this.info.parent ? 'parent' : relationIn(this.#starter, this.place);
    const origin =
      first === undefined ? { to: this.#starter, relation } : { to: { traceparent: first }, relation: 'origin' };
    return [...this.#linksToRunBefore(), origin];
  }

  /** The schedule that started it. */
  get schedule(): string | undefined {
    const given = this.info.searchAttributes?.TemporalScheduledById;
    const schedule: unknown = Array.isArray(given) ? given[0] : given;
    return typeof schedule === 'string' ? schedule : undefined;
  }

  /** Returns ids of a span of this run, by the words that name it there. */
  idsOf(...words: readonly string[]): SpanIds {
    return idsOf(this.info.runId, ...words);
  }

  /** Every run after the first of a chain is a trace of its own, so that none is endless. */
  get #isFirst(): boolean {
    return !this.info.continuedFromExecutionRunId && !this.info.cronSchedule && this.schedule === undefined;
  }

  #linksToRunBefore(): ReportedLink[] {
    const { attempt, continuedFromExecutionRunId: before, firstExecutionRunId, cronSchedule } = this.info;
    if (!before) return [];
    if (attempt === 1 && !cronSchedule) {
      // the run before says so itself, if it had a span
      return this.#starter[CARRIER.origin] === undefined ? [] : [{ to: this.#starter, relation: 'previous' }];
    }
    const own = runIds(before);
    // the first one may be in the trace of its starter
    const { ids } = before === firstExecutionRunId && !cronSchedule ? placeBelow(this.#starter, own) : { ids: own };
    return [{ to: { traceparent: this.#traceparent(ids) }, relation: attempt > 1 ? 'retry_of' : 'previous' }];
  }

  /** Nobody knows here whether the run is sampled: it is said to be as its starter is. */
  #traceparent(ids: SpanIds): string {
    return formatTraceparent({ ...ids, traceFlags: starterIn(this.#starter)?.traceFlags ?? SAMPLED });
  }
}

/** Returns the place of a span that others start, by the relation that they have put into their carrier. */
export function placeBelow(starter: Carrier, own: SpanIds): Place {
  const relation = starter[CARRIER.relation];
  const traceId = starterIn(starter)?.traceId;
  const isBelow = (relation === 'parent' || relation === 'both') && traceId !== undefined;
  return isBelow ? { ids: { ...own, traceId }, parent: starter } : { ids: own, parent: undefined };
}

/** Returns the relation of a span in that place to its starter. */
export function relationIn(starter: Carrier, { parent }: Place): string {
  return parent !== undefined && starter[CARRIER.relation] === 'parent' ? 'parent' : 'origin';
}

/** Reads the starter's span as the worker does, so that a run is in no trace whose parent nobody finds. */
function starterIn({ traceparent }: Carrier): SpanContext | undefined {
  return traceparent === undefined ? undefined : parseTraceparent(traceparent);
}

function pick(carrier: Carrier, ...names: readonly string[]): Carrier {
  return Object.fromEntries(names.flatMap((name) => (carrier[name] === undefined ? [] : [[name, carrier[name]]])));
}
