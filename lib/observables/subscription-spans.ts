/** The spans of one Observable: one that may start before anybody subscribes, and one for each further subscription. */
import { type Attributes, type Context, context, type Link, type Span, type Tracer } from '@opentelemetry/api';
import { cancelCollection } from '../calls/finalization.js';
import { begin } from '../spans/start.js';
import { isSuppressed, SpanFrame } from '../spans/frame.js';
import { BEGIN, guardOf, LINKS, newGuard, type SpanGuard } from '../spans/guard.js';
import { LateGuard, type LateSource } from '../spans/lazy-guard.js';
import type { LateHolder } from '../spans/lazy-context.js';
import type { Call } from '../spans/span-plan.js';
import { currentTracer } from '../global/tracer.js';

/** One subscription: its call, which has the span, and the context that its source runs in. */
export interface Subscribed {
  readonly call: Call;
  readonly frame: Context;
}

/**
 * The span of a call that starts at the first subscription, or before that where somebody needs it in the method's
 * body. What its guard was told before it started holds for every subscription.
 */
export class LateSpan implements LateHolder, LateSource {
  readonly #call: Call;
  readonly #active: Context;
  readonly #isAdopted: boolean;
  #guard: SpanGuard | undefined;
  #frame: Context | undefined;
  #isLeft = false;
  #isTaken = false;
  #links: readonly Link[] = [];
  #attributes: Attributes | undefined;

  /** Of a call whose span has started, or is to start in the context `active` where the body needs it. */
  constructor(call: Call, active: Context, adopted?: SpanGuard) {
    this.#call = call;
    this.#active = active;
    this.#isAdopted = adopted !== undefined;
    this.#guard = adopted;
    this.#frame = call.open;
  }

  /** The span, once it has started. */
  get span(): Span | undefined {
    return this.#call.open?.span;
  }

  /** The guard of the span; one that waits for it, before. */
  get guard(): SpanGuard {
    // one that was given to the method does not start its span when it is asked for that
    if (this.#isAdopted) this.begin();
    const { open } = this.#call;
    if (open !== undefined) return guardOf(open);
    if (this.#frame !== undefined) return newGuard()[BEGIN](undefined);
    return (this.#guard ??= new LateGuard(this));
  }

  describe(attributes: Attributes): void {
    this.#attributes = { ...this.#attributes, ...attributes };
  }

  /** Starts the span where the body needs it, if nobody has, and gives its context; at a time in ms since the epoch. */
  begin(startTime?: number): Context {
    return this.#frame ?? (this.#isLeft ? this.#active : this.#start(this.#active, startTime));
  }

  /** The body gave its Observable: from now on, nothing but a subscription starts the span. */
  leave(): void {
    this.#isLeft = true;
  }

  /** A subscription in the context `outer`; `undefined` where there is to be no span. */
  subscribe(outer: Context): Subscribed | undefined {
    const call = this.#call;
    const { open } = call;
    const isFirst = !this.#isTaken;
    if (isFirst && open !== undefined && !open.isEnded) {
      this.#isTaken = true;
      cancelCollection(open);
      return { call, frame: new SpanFrame(outer, open.span, open) };
    }
    const tracer = currentTracer();
    if (tracer === undefined || isSuppressed(outer)) return undefined;
    this.#isTaken = true;
    if (isFirst && this.#frame === undefined) return { call, frame: this.#start(outer) };
    const another = { ...call, open: undefined };
    return { call: another, frame: begin(another, tracer, outer, this.#anotherGuard()) };
  }

  #start(active: Context, startTime?: number): Context {
    const current = currentTracer();
    const tracer = current && startTime !== undefined ? startingAt(startTime, current) : current;
    if (tracer === undefined) return active;
    // for what asks while it starts, such as a selector
    this.#frame = active;
    this.#links = this.#guard?.[LINKS] ?? [];
    this.#frame = context.with(active, begin, undefined, this.#call, tracer, active, this.#guard);
    return this.#frame;
  }

  /** A guard that has been told what the first one was. */
  #anotherGuard(): SpanGuard | undefined {
    if (this.#links.length === 0 && this.#attributes === undefined) return undefined;
    return newGuard()
      .link(this.#links)
      .setAttributes(this.#attributes ?? {});
  }
}

/** The tracer, whose next span has started at that time. */
function startingAt(startTime: number, tracer: Tracer): Tracer {
  let first: { startTime: number } | undefined = { startTime };
  const startSpan: Tracer['startSpan'] = (name, options, parent) => {
    const given = { ...options, ...first };
    first = undefined;
    return tracer.startSpan(name, given, parent);
  };
  return { startSpan, startActiveSpan: tracer.startActiveSpan.bind(tracer) };
}
