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
import { SpanFrame } from '../../lib/spans/frame.js';
import type { SpanGuard } from '../../lib/spans/guard.js';
import { startSpan } from '../../lib/calls/in-span.js';
import type { FailedAttempts } from './failed-attempts.js';
import { SpanErrors } from './span-errors.js';
import { LateContext } from './late-context.js';
import { BACKGROUND, FAILED_REASON, JOB_ID, OPERATION, QUEUE, SETTLES_FAILURE, withMessaging } from './messaging.js';
import { type Causes, causesOf, describeAttempt, describeJob } from './metadata.js';

/** What the producer of a job is to the span that processes it. */
export type JobRelation = 'link' | 'parent' | 'both';

const JOB_SPAN = createContextKey('spanlink.bullmq.span');

/** The innermost of BullMQ's spans in a context. */
export function jobSpanOf(from: Context): JobSpan | undefined {
  return from.getValue(JOB_SPAN) as JobSpan | undefined;
}

/**
 * A span as BullMQ uses one: it is made, described, put on a context, and only then told of its job. So it starts late:
 * that of an attempt when the job is known, any other with its context, so that samplers see all there is to know.
 */
export class JobSpan implements Span<Context> {
  readonly failures = new SpanErrors();
  readonly #name: string;
  readonly #kind: SpanKind;
  readonly #causes: Causes;
  readonly #relation: JobRelation;
  readonly #attempts: FailedAttempts;
  #around: Context = context.active();
  #outer: JobSpan | undefined;
  #attributes: Attributes = {};
  #isClaimed = false;
  #guard: SpanGuard | undefined;
  #active: Context | undefined;

  constructor(name: string, kind: number, from: Context | undefined, relation: JobRelation, attempts: FailedAttempts) {
    this.#name = name;
    this.#kind = kind;
    this.#causes = causesOf(from);
    this.#relation = relation;
    this.#attempts = attempts;
  }

  setSpanOnContext(around: Context): Context {
    this.#around = around;
    this.#outer = jobSpanOf(around);
    return this.#isAttempt ? new LateContext(JOB_SPAN, this) : this.begin();
  }

  setAttribute(name: string, value: JobAttributes[string]): void {
    this.setAttributes({ [name]: value });
  }

  setAttributes(given: JobAttributes): void {
    const attributes = withMessaging(given);
    Object.assign(this.#attributes, attributes);
    this.#guard?.setAttributes(attributes);
    if (!this.#isAttempt || this.#guard !== undefined || given[JOB_ID] === undefined) return;
    if (!this.#attempts.areRead) this.begin();
    // a processor that reads the attempt before is called in this very turn
    else queueMicrotask(() => this.#isClaimed || this.begin());
  }

  addEvent(name: string, attributes: JobAttributes = {}): void {
    this.begin();
    this.#guard?.addEvent(name, attributes as Attributes);
    this.failures.settle();
    if (this.#isAttempt && attributes[FAILED_REASON] !== undefined)
      this.failures.failAttempt(this.#guard, attributes[FAILED_REASON]);
  }

  recordException(exception: Exception, time?: Time): void {
    this.begin();
    // text where BullMQ tries again, an error where it gives up
    if (typeof exception === 'string') this.failures.retry(this.#guard, exception, time);
    else this.failures.fail(this.#guard, exception);
  }

  end(): void {
    this.begin();
    this.failures.end(this.#guard);
    this.#guard?.complete();
  }

  /** What a job is to carry: from its producer to its attempts, and from one attempt to the next. */
  metadata(): string {
    const outer = this.#outer;
    if (SETTLES_FAILURE.has(this.#operation))
      return outer === undefined ? '' : outer.#keepAttempt(this.#attributes[QUEUE]);
    const isChild = this.#operation === 'addNode' && outer !== undefined && outer.#operation === 'addNode';
    return describeJob(this.#guard?.carrier() ?? {}, isChild ? outer.#spanContext : undefined);
  }

  /** Whether the caller is the one who starts the span, which nobody did before. */
  claim(): boolean {
    const isFirst = this.#isAttempt && this.#guard === undefined && !this.#isClaimed;
    this.#isClaimed = true;
    return isFirst;
  }

  /** Starts the span, if nobody has, and gives its context. */
  begin(): Context {
    if (this.#active !== undefined) return this.#active;
    const before = this.#attemptBefore();
    return this.beginAfter(before, before.length > 0);
  }

  /** The same, linked to the attempt before. `isAgain`: the job was worked on before. */
  beginAfter(before: readonly Link[], isAgain: boolean): Context {
    if (this.#active !== undefined) return this.#active;
    const { origin, flow } = this.#causes;
    const isOwn = this.#isAttempt || BACKGROUND.has(this.#operation);
    const parent = this.#relation === 'link' || isAgain || this.#isIteration ? undefined : this.#producer;
    const base = isOwn ? trace.deleteSpan(this.#around) : this.#around;
    const from = isOwn && parent !== undefined ? trace.setSpanContext(base, parent) : base;
    const links = [...(parent !== undefined && this.#relation === 'parent' ? [] : origin), ...flow, ...before];
    const options = { kind: this.#kind, attributes: this.#attributes, links };
    this.#guard = context.with(from, () => startSpan(this.#name, options));
    this.#active =
      this.#guard.state === 'disabled'
        ? this.#around
        : new SpanFrame(from, this.#guard.span, { guard: this.#guard }).setValue(JOB_SPAN, this);
    return this.#active;
  }

  get #isAttempt(): boolean {
    return this.#kind === SpanKind.CONSUMER;
  }

  /** Jobs of a scheduler all carry what its first one did, for ever. */
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

  #attemptBefore(): readonly Link[] {
    if (!this.#isAttempt || this.#causes.attempt.length > 0) return this.#causes.attempt;
    return this.#attempts.take(this.#attributes[QUEUE], this.#attributes[JOB_ID], this.#producer);
  }

  #keepAttempt(queue: unknown): string {
    const tried = this.#spanContext;
    if (!this.#isAttempt || tried === undefined || queue !== this.#attributes[QUEUE]) return '';
    this.#attempts.keep(queue, this.#attributes[JOB_ID], this.#producer, tried);
    return describeAttempt(this.#producer, tried);
  }
}
