/** The handle on one span of ours. */
import { type Attributes, context, type Context, INVALID_SPAN_CONTEXT, propagation, type Span, type SpanContext, trace } from '@opentelemetry/api';
import { recordFailure } from './exception.js';
import { GUARD } from './frame.js';
import { LinkSet } from './link-set.js';
import { count, warnOnce } from './report.js';
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
  readonly links: SpanLinks | undefined;
}

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
  #links: SpanLinks | undefined;
  #pending: LinkSet | undefined;
  #deferred: ((guard: SpanGuard) => void)[] | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor() {
    shared().pendingGuards++;
  }

  /** The innermost decorated method's guard; a disabled one where there is none. */
  static current(): SpanGuard {
    const active = context.active();
    const guard = active.getValue(GUARD) as SpanGuard | undefined;
    return guard === undefined || isSuppressed(active) ? disabledGuard() : guard;
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
    return this.#begun?.span.spanContext() ?? INVALID_SPAN_CONTEXT;
  }

  /**
   * Links the span to everything the source holds. Before the start the links are there at its creation; after the
   * end they are refused, counted on `spanlink.links.late`, and warned of once. Never throws.
   */
  link(source: LinkSource, options?: LinkOptions): this {
    if (this.#state === 'pending') {
      if (currentTracer() !== undefined) collectLinks((this.#pending ??= new LinkSet()), source, options, 'SpanGuard.link');
    } else if (this.#state === 'completed') {
      this.#refuse(source, options);
    } else if (this.#begun?.span.isRecording()) {
      const { span, parent } = this.#begun;
      const tracer = currentTracer();
      if (tracer === undefined) return this;
      this.#links ??= new SpanLinks(tracer, new LinkSet(), parent);
      this.#links.add(span, (set) => collectLinks(set, source, options, 'SpanGuard.link'));
    }
    return this;
  }

  /** Sets an attribute of the span; before the start, when it starts. */
  setAttribute(key: string, value: NonNullable<Attributes[string]>): this {
    return this.setAttributes({ [key]: value });
  }

  /** Sets attributes of the span; before the start, when it starts. */
  setAttributes(attributes: Attributes): this {
    if (this.#state === 'started') this.#begun?.span.setAttributes(attributes);
    else this.#defer((guard) => guard.setAttributes(attributes));
    return this;
  }

  /** Adds an event to the span; before the start, when it starts, with the time of this call. */
  addEvent(name: string, attributes: Attributes = {}): this {
    if (this.#state === 'started') {
      this.#begun?.span.addEvent(name, attributes);
    } else {
      const time = Date.now();
      this.#defer((guard) => guard.span.addEvent(name, attributes, time));
    }
    return this;
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
      if (own.traceState !== undefined) carrier.tracestate = own.traceState.serialize();
    }
    return carrier;
  }

  /** Calls the body with the span active, and gives what it gives. Does not end the span. */
  run<T>(body: () => T): T {
    return this.#begun === undefined ? body() : context.with(this.#begun.context, body);
  }

  /** Records the error as an exception event and the status; the same error only once. Does not end the span. */
  fail(error: unknown): this {
    if (this.#state !== 'started') {
      this.#defer((guard) => guard.fail(error));
    } else if (this.#begun !== undefined && (this.#failure === undefined || this.#failure.error !== error)) {
      this.#failure = { error };
      recordFailure(this.#begun.span, error);
    }
    return this;
  }

  /** Ends the span, with the links past its limit. Whether this call ended it. */
  complete(): boolean {
    if (this.#state === 'pending') this.#settle('disabled');
    if (this.#state !== 'started' || this.#begun === undefined) return false;
    this.#state = 'completed';
    const { span, name, context } = this.#begun;
    if (!span.isRecording()) return true;
    try {
      this.#links?.finish(span, name, context);
      span.end();
    } catch (error) {
      warnOnce(name, 'its span could not be exported', error);
    }
    return true;
  }

  /** Completes the span at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.complete();
  }

  /** @internal */
  [CLAIM](): LinkSet | undefined | false {
    if (this.#state !== 'pending' || this.#isClaimed) return false;
    this.#isClaimed = true;
    shared().pendingGuards--;
    return this.#pending;
  }

  /** @internal */
  [BEGIN](begun: Begun | undefined): void {
    this.#begun = begun;
    this.#links = begun?.links;
    this.#pending = undefined;
    this.#settle(begun === undefined ? 'disabled' : 'started');
  }

  #settle(state: GuardState): void {
    if (this.#state === 'pending' && !this.#isClaimed) this[CLAIM]();
    this.#state = state;
    const deferred = this.#deferred;
    this.#deferred = undefined;
    if (state === 'started') deferred?.forEach((replay) => replay(this));
  }

  #defer(replay: (guard: SpanGuard) => void): void {
    if (this.#state === 'pending') (this.#deferred ??= []).push(replay);
  }

  #refuse(source: LinkSource, options: LinkOptions | undefined): void {
    const refused = new LinkSet();
    collectLinks(refused, source, options, 'SpanGuard.link');
    count('links.late', refused.links.length);
    warnOnce(`SpanGuard.link of ${this.#begun?.name}`, 'the span has ended; link before its method returns');
  }
}

let disabled: SpanGuard | undefined;

/** One for all, as it has no state. */
function disabledGuard(): SpanGuard {
  if (disabled === undefined) {
    disabled = new SpanGuard();
    disabled[BEGIN](undefined);
  }
  return disabled;
}
