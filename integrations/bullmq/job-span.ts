/** The spans of BullMQ's operations. */
import { type Context, createContextKey, type Link, type SpanContext, SpanKind, trace } from '@opentelemetry/api';
import type { Attributes as JobAttributes, Exception, Span, Time } from 'bullmq';
import { copyValidContext } from '../../lib/links/span-context.js';
import { activeContext } from '../../lib/spans/active-context.js';
import type { SpanGuard } from '../../lib/spans/guard.js';
import { linksFrom } from '../../lib/sources/links-from.js';
import { LazySpan, type StartLazily } from '../../lib/spans/lazy-span.js';
import { Attempt } from './attempt.js';
import { creatorOfParent, sendOf } from './flow.js';
import { jobKey, stallAttempt } from './known-attempts.js';
import {
  COMPLETED,
  FAILED_REASON,
  JOB_ID,
  OPERATION,
  QUEUE,
  SETTLES_FAILURE,
  STALLED,
  withMessaging,
  withValues,
} from './messaging.js';
import { causesOf, describeJob } from './metadata.js';
import { SpanErrors } from './span-errors.js';
import { type JobRelation, type Operation, startJobSpan } from './start-job-span.js';

/** The settings of a `LinkedTelemetry`, which its spans share. */
export interface JobSpanSettings {
  readonly relation: JobRelation;
  /** True once a processor links attempts: then the span of an attempt waits for it to the end of the turn. */
  isLinking: boolean;
}

const JOB_SPAN = createContextKey('spanlink.bullmq.span');

/** Returns the innermost of BullMQ's spans in a context. */
export function jobSpanOf(from: Context): JobSpan | undefined {
  return from.getValue(JOB_SPAN) as JobSpan | undefined;
}

/**
 * A span as BullMQ uses one: it is made, described, put on a context, and only then told of its job. So it is lazy, for
 * samplers to see all attributes and links. The span of an attempt starts when its job is known, and then when somebody
 * asks for it, when a processor has read what there was before, or when the turn ends; any other with its context.
 */
export class JobSpan implements Span<Context> {
  readonly errors = new SpanErrors();
  readonly relation: JobRelation;
  readonly #operation: Operation;
  readonly #settings: JobSpanSettings;
  readonly #attempt: Attempt | undefined;
  #lazy: LazySpan;
  outer: JobSpan | undefined;
  #isClaimed = false;

  constructor(name: string, kind: number, from: Context | undefined, settings: JobSpanSettings) {
    const causes = causesOf(from);
    const { relation } = settings;
    const attempt = kind === SpanKind.CONSUMER ? new Attempt(causes) : undefined;
    this.#operation = { name, kind, attributes: {}, causes, relation, attempt };
    this.#settings = settings;
    this.#attempt = attempt;
    this.relation = relation;
    this.#lazy = this.#under(activeContext());
  }

  setSpanOnContext(parent: Context): Context {
    this.outer = jobSpanOf(parent);
    if (!this.#lazy.isDecided) this.#lazy = this.#under(parent);
    if (this.#attempt === undefined) {
      const active = this.#lazy.start();
      // as the conventions ask of a send over spans that create its messages
      sendOf<JobSpan>(this)?.link(linksFrom(this.spanContext()));
      return active;
    }
    // starts the span at once over contexts of another library, which a lazy one would hide
    const active = this.#lazy.context;
    // a context manager may look at the span as it makes it active
    if (!this.#attempt.isNamed) this.#lazy.seal();
    return active;
  }

  setAttribute(name: string, value: JobAttributes[string]): void {
    this.setAttributes({ [name]: value });
  }

  setAttributes(given: JobAttributes): void {
    const attributes = withMessaging(given);
    Object.assign(this.#operation.attributes, attributes);
    this.#guard?.setAttributes(attributes);
    if (this.#attempt === undefined || this.#attempt.isNamed || !(JOB_ID in given)) return;
    this.#attempt.name(this.#queue, this.#operation.attributes[JOB_ID]);
    this.#lazy.unseal();
    if (this.#lazy.isDecided) this.link(this.#attempt.nameStarted(this.#lazy.started?.span.spanContext()));
    else if (!this.#settings.isLinking) this.#start();
    // a processor that reads the attempt before is called in this very turn
    else queueMicrotask(() => this.#isClaimed || this.#start());
  }

  addEvent(name: string, attributes: JobAttributes = {}): void {
    this.#start();
    this.#guard?.addEvent(name, withValues(attributes));
    this.errors.settle();
    if (name === STALLED) stallAttempt(jobKey(this.#queue, attributes[JOB_ID]));
    if (name === COMPLETED) this.#attempt?.complete(this.relation !== 'link');
    if (this.#attempt === undefined || !(FAILED_REASON in attributes)) return;
    this.#attempt.fail();
    this.errors.failAttempt(this.#guard, attributes[FAILED_REASON]);
  }

  recordException(exception: Exception, time?: Time): void {
    this.#start();
    // text where BullMQ tries again, an error where it gives up
    if (typeof exception === 'string') this.errors.retry(this.#guard, exception, time);
    else this.errors.fail(this.#guard, exception);
  }

  end(): void {
    this.#start();
    this.#attempt?.end();
    this.errors.end(this.#guard);
    this.#guard?.complete();
  }

  /** Returns the metadata of a job: from its producer to its attempts, and from one attempt to the next. */
  metadata(): string {
    const outer = this.outer;
    if (SETTLES_FAILURE.has(this.operation)) return outer?.describeFailure(this.#queue) ?? '';
    return describeJob(this.#guard?.carrier() ?? {}, creatorOfParent<JobSpan>(this)?.spanContext());
  }

  /** BullMQ's name of the operation. */
  get operation(): unknown {
    return this.#operation.attributes[OPERATION];
  }

  /** Its context; `undefined` where it has no span, such as with an SDK that fails or was shut down. */
  spanContext(): SpanContext | undefined {
    return copyValidContext(this.#guard?.spanContext());
  }

  /** Returns what BullMQ is to keep of an attempt that fails in the queue. */
  describeFailure(queue: unknown): string {
    const metadata = this.#attempt?.describe(queue, this.spanContext()) ?? '';
    if (metadata !== '') this.#attempt?.fail();
    return metadata;
  }

  /** True where this process knows of another attempt at its job. */
  get isKnownRetry(): boolean {
    return this.#attempt?.isKnownRetry ?? false;
  }

  /**
   * Leaves the start of the span of an attempt to the caller, if nobody has started it.
   *
   * @returns `false` where another caller takes care of it, or there is nothing to take care of.
   */
  claim(): boolean {
    const isFirst = this.#attempt !== undefined && !this.#isClaimed;
    this.#isClaimed = true;
    return isFirst;
  }

  /**
   * Starts the span of an attempt linked to the one before; a span that has started already is linked to it now.
   *
   * @param before What BullMQ keeps of that; `undefined` where it keeps nothing.
   * @param isRetry The job was tried before, also where that attempt is not known.
   */
  startAfter(before: readonly Link[] | undefined, isRetry: boolean): void {
    const links = this.#attempt?.learn(before, isRetry) ?? [];
    if (this.#lazy.isDecided) this.link(links);
    else this.#start();
  }

  /** Links it to causes that are known later than it started. */
  link(links: readonly Link[]): void {
    if (links.length > 0) this.#guard?.link(links);
  }

  /** Starts the span, unless it has started, also where it is unknown what it is about. */
  #start(): void {
    this.#lazy.unseal();
    this.#lazy.start();
  }

  /** The span in a context, where it knows its owner. */
  #under(parent: Context): LazySpan {
    // an attempt is no part of what its worker was made in
    const base = this.#attempt === undefined ? parent : trace.deleteSpan(parent);
    const startIn: StartLazily = (active, guard) => {
      const startTime = this.#isClaimed ? undefined : this.#attempt?.startTime;
      return startJobSpan(this.#operation, startTime, active, guard);
    };
    return new LazySpan({ parent: base.setValue(JOB_SPAN, this), startIn });
  }

  get #guard(): SpanGuard | undefined {
    return this.#lazy.isDecided ? this.#lazy.guard : undefined;
  }

  get #queue(): unknown {
    return this.#operation.attributes[QUEUE];
  }
}
