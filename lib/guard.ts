/** The handle on one span of ours. */
import { type Attributes, context, type Context, INVALID_SPAN_CONTEXT, type Link, propagation, type Span, type SpanContext, trace } from '@opentelemetry/api';
import { recordFailure } from './exception.js';
import { GUARD } from './frame.js';
import { LinkSet } from './link-set.js';
import { attempt, count, warnOnce } from './report.js';
import { shared } from './shared.js';
import { collectLinks } from './source.js';
import { SpanLinks } from './span-links.js';
import { formatTraceparent } from './traceparent.js';
import { currentTracer, isSuppressed } from './tracer.js';
import type { LinkOptions, LinkSource } from './types.js';

/** How a decorated method takes a pending guard over, whichever copy of the package made it. */
export const CLAIM = Symbol.for('spanlink.guard.claim');
/** How a claimed guard gets its span, or none. */
export const BEGIN = Symbol.for('spanlink.guard.begin');

/** `pending` before the span exists, `disabled` where there will be none. */
export type GuardState = 'pending' | 'started' | 'completed' | 'disabled';

/** A span that has started, as its guard holds it. */
export interface Begun {
  readonly name: string;
  readonly span: Span;
  readonly context: Context;
  readonly parent: SpanContext | undefined;
  links: SpanLinks | undefined;
}

const SITE = 'SpanGuard.link';

/**
 * The guard of a decorated method's span: link, describe and complete that span alone. What is linked here belongs
 * to this span, never to its children, nor to events.
 *
 * A guard of your own collects links before the span exists; the decorated method that gets it among its arguments
 * adopts it. A guard stays usable as a source of links after its span has ended.
 *
 * @example
 * class Importer {
 *   @Span()
 *   async process(batch: Message[], span = SpanGuard.current()) {
 *     span.link(await this.findUpload(batch), { relation: 'origin' });
 *   }
 * }
 *
 * @example
 * const guard = new SpanGuard();
 * guard.link(message);
 * importer.process(batch, guard);
 */
export class SpanGuard {
  #state: GuardState = 'pending';
  #isClaimed = false;
  #begun: Begun | undefined;
  #links: LinkSet | undefined;
  #actions: ((span: Span) => void)[] | undefined;
  #failures: unknown[] | undefined;

  constructor() {
    shared().pendingGuards++;
  }

  /** The innermost decorated method's guard; a disabled one where there is none. */
  static current(): SpanGuard {
    const active = context.active();
    const guard = active.getValue(GUARD) as SpanGuard | undefined;
    if (guard !== undefined && !isSuppressed(active)) return guard;
    const disabled = new SpanGuard();
    disabled[BEGIN](undefined);
    return disabled;
  }

  /** Where the guard stands. */
  get state(): GuardState {
    return this.#state;
  }

  /** OpenTelemetry's span, for all that is not here; one that records nothing before the start. */
  get span(): Span {
    return this.#begun?.span ?? trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  }

  /** The span's context, also after its end; an invalid one before the start. */
  spanContext(): SpanContext {
    return this.span.spanContext();
  }

  /**
   * Links the span to everything the source holds. Before the start the links are there at its creation; after the
   * end they are refused, counted on `spanlink.links.late`, and warned of once. Never throws.
   */
  link(source: LinkSource, options?: LinkOptions): this {
    const tracer = currentTracer();
    const begun = this.#begun;
    if (tracer === undefined || this.#state === 'disabled') return this;
    const collect = (set: LinkSet): void => collectLinks(set, source, options, SITE);
    if (this.#state === 'pending') {
      collect((this.#links ??= new LinkSet()));
    } else if (begun?.span.isRecording()) {
      begun.links ??= new SpanLinks(tracer, new LinkSet(), begun.parent);
      begun.links.add(begun.span, collect);
    } else if (this.#state === 'completed') {
      const refused = new LinkSet();
      collect(refused);
      count('links.late', refused.links.length);
      warnOnce(`${SITE} of '${begun?.name}'`, 'came after the end of the span; link before its method returns');
    }
    return this;
  }

  /** Sets an attribute of the span; before the start, when it starts. */
  setAttribute(key: string, value: NonNullable<Attributes[string]>): this {
    return this.#do((span) => span.setAttribute(key, value));
  }

  /** Sets attributes of the span; before the start, when it starts. */
  setAttributes(attributes: Attributes): this {
    return this.#do((span) => span.setAttributes(attributes));
  }

  /** Adds an event to the span; before the start, when it starts, with the time of this call. */
  addEvent(name: string, attributes: Attributes = {}): this {
    const time = this.#state === 'pending' ? Date.now() : undefined;
    return this.#do((span) => span.addEvent(name, attributes, time));
  }

  /**
   * What to put in a message, a row or a job, so that its consumer can link to this span: what the application's
   * propagator writes, or a W3C `traceparent` where that writes nothing. Without a span of ours, the active one's.
   */
  carrier(): Record<string, string> {
    const carrier: Record<string, string> = {};
    if (this.#state === 'pending') return carrier;
    propagation.inject(this.#begun?.context ?? context.active(), carrier);
    if (Object.keys(carrier).length === 0 && this.#begun !== undefined) {
      const own = this.spanContext();
      carrier.traceparent = formatTraceparent(own);
      if (own.traceState) carrier.tracestate = own.traceState.serialize();
    }
    return carrier;
  }

  /** Calls the body with the span active, and gives what it gives. Does not end the span. */
  run<T>(body: () => T): T {
    return this.#begun === undefined ? body() : context.with(this.#begun.context, body);
  }

  /** Records the error as an exception event and the status; the same error only once. Does not end the span. */
  fail(error: unknown): this {
    if (this.#failures?.includes(error)) return this;
    (this.#failures ??= []).push(error);
    return this.#do((span) => recordFailure(span, error));
  }

  /** Ends the span, with the links past its limit. Whether this call ended it. */
  complete(): boolean {
    if (this.#state === 'pending') this[BEGIN](undefined);
    if (this.#begun === undefined || this.#state !== 'started') return false;
    this.#state = 'completed';
    const { span, links, name, context } = this.#begun;
    if (span.isRecording()) {
      if (links !== undefined) attempt(name, 'links', links.finish, links, [span, name, context]);
      attempt(name, 'end', span.end, span, []);
    }
    return true;
  }

  /** Completes the span at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.complete();
  }

  /** Takes a pending guard over, with the links it has; `undefined` where somebody else has. @internal */
  [CLAIM](): readonly Link[] | undefined {
    if (this.#isClaimed) return undefined;
    this.#isClaimed = true;
    shared().pendingGuards--;
    return this.#links?.links ?? [];
  }

  /** Gives the guard its span, or none. @internal */
  [BEGIN](begun: Begun | undefined): void {
    this[CLAIM]();
    this.#begun = begun;
    this.#state = begun === undefined ? 'disabled' : 'started';
    for (const action of this.#actions ?? []) this.#do(action);
    this.#links = this.#actions = undefined;
  }

  #do(action: (span: Span) => void): this {
    if (this.#state === 'pending') (this.#actions ??= []).push(action);
    else if (this.#state === 'started' && this.#begun !== undefined) attempt(this.#begun.name, 'description', action, undefined, [this.#begun.span]);
    return this;
  }
}
