/** The handle on one span of ours. */
import {
  type Attributes,
  context,
  INVALID_SPAN_CONTEXT,
  type Link,
  propagation,
  type Span,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import { type GuardHolder, GUARD_HOLDER, isSuppressed } from './frame.js';
import { LinkSet } from '../links/link-set.js';
import type { StartedSpan } from './started-span.js';
import { count, reportFailure, warnOnce } from '../global/report.js';
import { shared } from '../global/registry.js';
import { collectLinks } from '../sources/links-from.js';
import { formatTraceparent } from '../links/traceparent.js';
import { currentTracer } from '../global/tracer.js';
import type { LinkOptions, LinkSource } from '../sources/link-source.js';

/** How a decorated method takes a pending guard over, whichever copy of the package made it. */
export const CLAIM = Symbol.for('spanlink.guard.claim');
/** The links a guard has collected before the start. */
export const LINKS = Symbol.for('spanlink.guard.links');
/** How a claimed guard gets its span, or none. */
export const BEGIN = Symbol.for('spanlink.guard.begin');

/** `pending` before the span exists, `disabled` where there will be none. */
export type GuardState = 'pending' | 'started' | 'completed' | 'disabled';

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
  #open: StartedSpan | undefined;
  #isDisabled = false;
  #isClaimed = false;
  #links: LinkSet | undefined;
  #actions: ((open: StartedSpan) => void)[] = [];

  constructor() {
    shared().pendingGuards++;
  }

  /** The innermost decorated method's guard; a disabled one where there is none. */
  static current(): SpanGuard {
    const active = context.active();
    const holder = active.getValue(GUARD_HOLDER) as GuardHolder | undefined;
    if (holder === undefined || isSuppressed(active)) return newGuard()[BEGIN](undefined);
    return guardOf(holder);
  }

  /** Where the guard stands. */
  get state(): GuardState {
    if (this.#open === undefined) return this.#isDisabled ? 'disabled' : 'pending';
    return this.#open.isEnded ? 'completed' : 'started';
  }

  /** OpenTelemetry's span, for all that is not here; one that records nothing before the start. */
  get span(): Span {
    return this.#open?.span ?? trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
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
    const { state } = this;
    const collect = (set: LinkSet): void => collectLinks(set, source, options, SITE);
    if (state === 'pending' && currentTracer() !== undefined) {
      collect((this.#links ??= new LinkSet()));
    } else if (state === 'completed') {
      const refused = new LinkSet();
      collect(refused);
      count('links.late', refused.links.length);
      warnOnce(`${SITE} of '${this.#open?.site}'`, 'came after the end of the span; link before its method returns');
    } else if (this.span.isRecording()) {
      this.#open?.link(collect);
    }
    return this;
  }

  /** Sets an attribute of the span; before the start, when it starts. */
  setAttribute(key: string, value: NonNullable<Attributes[string]>): this {
    return this.setAttributes({ [key]: value });
  }

  /** Sets attributes of the span; before the start, when it starts. */
  setAttributes(attributes: Attributes): this {
    return this.#describe((span) => span.setAttributes(attributes));
  }

  /** Adds an event to the span; before the start, when it starts, with the time of this call. */
  addEvent(name: string, attributes: Attributes = {}): this {
    const time = this.#open === undefined ? Date.now() : undefined;
    return this.#describe((span) => span.addEvent(name, attributes, time));
  }

  /**
   * What to put in a message, a row or a job, so that its consumer can link to this span: what the application's
   * propagator writes, or a W3C `traceparent` where that writes nothing. Without a span of ours, the active one's.
   */
  carrier(): Record<string, string> {
    const carrier: Record<string, string> = {};
    if (this.state === 'pending') return carrier;
    try {
      propagation.inject(this.#open ?? context.active(), carrier);
    } catch (error) {
      reportFailure('SpanGuard.carrier', "could not be written by the application's propagator", error);
    }
    if (Object.keys(carrier).length === 0 && this.#open !== undefined) {
      const own = this.spanContext();
      carrier.traceparent = formatTraceparent(own);
      if (own.traceState) carrier.tracestate = own.traceState.serialize();
    }
    return carrier;
  }

  /** Calls the body with the span active, and gives what it gives. Does not end the span. */
  run<T>(body: () => T): T {
    return this.#open === undefined ? body() : context.with(this.#open, body);
  }

  /** Records the error as an exception event and the status; the same error only once. Does not end the span. */
  fail(error: unknown): this {
    return this.#do((open) => open.fail(error));
  }

  /** Ends the span, with the links past its limit. Whether this call ended it. */
  complete(): boolean {
    if (this.#open === undefined) this[BEGIN](undefined);
    return this.#open?.end() ?? false;
  }

  /** Completes the span at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.complete();
  }

  /** Takes a pending guard over; whether nobody else has. @internal */
  [CLAIM](): boolean {
    if (this.#isClaimed) return false;
    this.#isClaimed = true;
    shared().pendingGuards--;
    return true;
  }

  /** What a pending guard has collected. @internal */
  get [LINKS](): readonly Link[] | undefined {
    return this.#links?.links;
  }

  /** Gives the guard its span, or none. @internal */
  [BEGIN](open: StartedSpan | undefined): this {
    this[CLAIM]();
    this.#isDisabled = open === undefined;
    this.#open = open;
    if (open !== undefined) open.guard = this;
    for (const action of this.#actions.splice(0)) if (open !== undefined) action(open);
    this.#links = undefined;
    return this;
  }

  #describe(action: (span: Span) => void): this {
    return this.#do((open) => open.describe(action));
  }

  /** Now, or when the span starts; never after its end. */
  #do(action: (open: StartedSpan) => void): this {
    const { state } = this;
    if (state === 'pending') this.#actions.push(action);
    else if (state === 'started') action(this.#open as StartedSpan);
    return this;
  }
}

/** A guard that no other call can adopt. */
export function newGuard(): SpanGuard {
  const guard = new SpanGuard();
  guard[CLAIM]();
  return guard;
}

/** The guard that the holder knows; of a started span, made now where nobody has asked before. */
export function guardOf(holder: GuardHolder): SpanGuard {
  return (holder.guard ??= newGuard()[BEGIN](holder as StartedSpan));
}
