/** The spans of BullMQ's operations. */
import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  type Link,
  type SpanContext,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import type { Attributes as JobAttributes, Exception, Span, Time } from 'bullmq';
import { isSuppressed } from '../../lib/global/suppression.js';
import { currentTracer } from '../../lib/global/tracer.js';
import type { SpanGuard } from '../../lib/spans/guard.js';
import { LazySpan } from '../../lib/spans/lazy-span.js';
import { createPlan } from '../../lib/spans/span-plan.js';
import { start } from '../../lib/spans/start.js';
import type { StartedSpan } from '../../lib/spans/started-span.js';
import type { FailedAttempts } from './failed-attempts.js';
import { BACKGROUND, FAILED_REASON, JOB_ID, OPERATION, QUEUE, SETTLES_FAILURE, withMessaging } from './messaging.js';
import { type Causes, causesOf, describeAttempt, describeJob } from './metadata.js';
import { SpanErrors } from './span-errors.js';

/** The relation of the span that processes a job to the producer's. */
export type JobRelation = 'link' | 'parent' | 'both';

/** The attempt before this one. */
export interface PriorAttempt {
  readonly links: readonly Link[];
  /** The job was worked on before, also where that attempt is not known. */
  readonly isRetry: boolean;
}

const JOB_SPAN = createContextKey('spanlink.bullmq.span');

/** Returns the innermost of BullMQ's spans in a context. */
export function jobSpanOf(from: Context): JobSpan | undefined {
  return from.getValue(JOB_SPAN) as JobSpan | undefined;
}

/**
 * A span as BullMQ uses one: it is made, described, put on a context, and only then told of its job. So it is lazy: the
 * span of an attempt starts when the job is known, any other with its context, so that samplers see all attributes and
 * links.
 */
export class JobSpan implements Span<Context> {
  readonly errors = new SpanErrors();
  readonly #name: string;
  readonly #kind: SpanKind;
  readonly #causes: Causes;
  readonly #relation: JobRelation;
  readonly #attempts: FailedAttempts;
  #lazy = this.#under(context.active());
  #outer: JobSpan | undefined;
  #attributes: Attributes = {};
  #before: PriorAttempt | undefined;
  #isClaimed = false;

  constructor(name: string, kind: number, from: Context | undefined, relation: JobRelation, attempts: FailedAttempts) {
    this.#name = name;
    this.#kind = kind;
    this.#causes = causesOf(from);
    this.#relation = relation;
    this.#attempts = attempts;
  }

  setSpanOnContext(parent: Context): Context {
    this.#outer = jobSpanOf(parent);
    if (!this.#lazy.isDecided) this.#lazy = this.#under(parent);
    return this.#isAttempt ? this.#lazy.context : this.#lazy.start();
  }

  setAttribute(name: string, value: JobAttributes[string]): void {
    this.setAttributes({ [name]: value });
  }

  setAttributes(given: JobAttributes): void {
    const attributes = withMessaging(given);
    Object.assign(this.#attributes, attributes);
    this.#guard?.setAttributes(attributes);
    if (!this.#isAttempt || this.#lazy.isDecided || given[JOB_ID] === undefined) return;
    if (!this.#attempts.areRead) this.#lazy.start();
    // a processor that reads the attempt before is called in this very turn
    else queueMicrotask(() => this.#isClaimed || this.#lazy.start());
  }

  addEvent(name: string, attributes: JobAttributes = {}): void {
    this.#lazy.start();
    this.#guard?.addEvent(name, attributes as Attributes);
    this.errors.settle();
    if (this.#isAttempt && attributes[FAILED_REASON] !== undefined)
      this.errors.failAttempt(this.#guard, attributes[FAILED_REASON]);
  }

  recordException(exception: Exception, time?: Time): void {
    this.#lazy.start();
    // text where BullMQ tries again, an error where it gives up
    if (typeof exception === 'string') this.errors.retry(this.#guard, exception, time);
    else this.errors.fail(this.#guard, exception);
  }

  end(): void {
    this.#lazy.start();
    this.errors.end(this.#guard);
    this.#guard?.complete();
  }

  /** Returns the metadata of a job: from its producer to its attempts, and from one attempt to the next. */
  metadata(): string {
    const outer = this.#outer;
    if (SETTLES_FAILURE.has(this.#operation))
      return outer === undefined ? '' : outer.#keepAttempt(this.#attributes[QUEUE]);
    const isChild = this.#operation === 'addNode' && outer !== undefined && outer.#operation === 'addNode';
    return describeJob(this.#guard?.carrier() ?? {}, isChild ? outer.#spanContext : undefined);
  }

  /** Leaves the start of the span to the caller. @returns true if nobody has started or claimed it before. */
  claim(): boolean {
    const isFirst = this.#isAttempt && !this.#lazy.isDecided && !this.#isClaimed;
    this.#isClaimed = true;
    return isFirst;
  }

  /** Starts the span, if nobody has, linked to the attempt before. */
  startAfter(before: PriorAttempt): void {
    this.#before = before;
    this.#lazy.start();
  }

  /** The span in a context, where it knows its owner. */
  #under(parent: Context): LazySpan {
    return new LazySpan({
      parent: parent.setValue(JOB_SPAN, this),
      startIn: (active, guard) => this.#startIn(active, guard),
    });
  }

  #startIn(active: Context, guard: SpanGuard | undefined): StartedSpan | undefined {
    const tracer = currentTracer();
    if (tracer === undefined || isSuppressed(active)) return undefined;
    const { origin, flow } = this.#causes;
    const { links: before, isRetry } = this.#before ?? this.#findBefore();
    const isOwn = this.#isAttempt || BACKGROUND.has(this.#operation);
    const parent = this.#relation === 'link' || isRetry || this.#isIteration ? undefined : this.#producer;
    const base = isOwn ? trace.deleteSpan(active) : active;
    const from = isOwn && parent !== undefined ? trace.setSpanContext(base, parent) : base;
    const links = [...(parent !== undefined && this.#relation === 'parent' ? [] : origin), ...flow, ...before];
    const plan = createPlan(this.#name, { kind: this.#kind, attributes: this.#attributes, links });
    return start(tracer, { plan, callee: () => undefined, self: undefined, args: [] }, from, guard);
  }

  get #guard(): SpanGuard | undefined {
    return this.#lazy.isDecided ? this.#lazy.guard : undefined;
  }

  get #isAttempt(): boolean {
    return this.#kind === SpanKind.CONSUMER;
  }

  /** Jobs of a scheduler all carry the metadata of its first one, for ever. */
  get #isIteration(): boolean {
    return String(this.#attributes[JOB_ID]).startsWith('repeat:');
  }

  get #operation(): unknown {
    return this.#attributes[OPERATION];
  }

  get #producer(): SpanContext | undefined {
    return this.#causes.origin[0]?.context;
  }

  get #spanContext(): SpanContext | undefined {
    return this.#guard?.spanContext();
  }

  #findBefore(): PriorAttempt {
    const { attempt } = this.#causes;
    const isKnown = !this.#isAttempt || attempt.length > 0;
    const links = isKnown
      ? attempt
      : this.#attempts.take(this.#attributes[QUEUE], this.#attributes[JOB_ID], this.#producer);
    return { links, isRetry: links.length > 0 };
  }

  #keepAttempt(queue: unknown): string {
    const tried = this.#spanContext;
    if (!this.#isAttempt || tried === undefined || queue !== this.#attributes[QUEUE]) return '';
    this.#attempts.keep(queue, this.#attributes[JOB_ID], this.#producer, tried);
    return describeAttempt(this.#producer, tried);
  }
}
