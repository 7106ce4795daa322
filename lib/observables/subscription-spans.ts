/** The spans of one Observable: one that may start before anybody subscribes, and one for each further subscription. */
import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import { cancelCollection } from '../calls/finalization.js';
import { isSuppressed } from '../global/suppression.js';
import { currentTracer } from '../global/tracer.js';
import { frameOver } from '../spans/frame.js';
import type { SpanGuard } from '../spans/guard.js';
import { LazySpan } from '../spans/lazy-span.js';
import type { Call } from '../spans/span-plan.js';
import { contextWithoutSpan, start } from '../spans/start.js';
import { startingAt } from '../spans/starting-at.js';
import type { StartedSpan } from '../spans/started-span.js';

/** One subscription: its call with its span, and the context that its source runs in. */
export interface SubscriptionSpan {
  readonly call: Call;
  readonly span: StartedSpan | undefined;
  readonly active: Context;
}

/** A call whose span starts at the first subscription, or before that where the method's body needs it. */
export interface SubscriptionSpansOptions {
  /** The context in which the span starts if the body needs it; no body runs in it by default. */
  readonly parent?: Context;
  /** A guard among the call's arguments. */
  readonly adopted?: SpanGuard | undefined;
  /** The call's span, where it has started already. */
  readonly started?: StartedSpan | undefined;
}

/** Gives every subscription of a call's Observable its span. Links and attributes of its guard hold for all of them. */
export class SubscriptionSpans {
  readonly #call: Call;
  readonly #lazy: LazySpan;
  #startTime: number | undefined;
  #isTaken = false;

  constructor(call: Call, { parent = ROOT_CONTEXT, adopted, started }: SubscriptionSpansOptions = {}) {
    this.#call = call;
    this.#lazy = new LazySpan({ startIn: (active, guard) => this.#start(active, guard), parent, adopted, started });
  }

  /** The context of the method's body, which starts the span where the body needs it. */
  get context(): Context {
    return this.#lazy.context;
  }

  /** Starts the span of a body that returned no Observable. @param startTime When the call began, in ms since 1970. */
  startAt(startTime: number): StartedSpan | undefined {
    this.#startTime = startTime;
    this.#lazy.start();
    this.#startTime = undefined;
    return this.#lazy.started;
  }

  /** The body returned: from now on, only a subscription starts the span. @returns the span, if it has started. */
  leave(): StartedSpan | undefined {
    this.#lazy.seal();
    return this.#lazy.started;
  }

  /** Gives a subscription in the context `outer` its span; `undefined` where there is to be none. */
  subscribe(outer: Context): SubscriptionSpan | undefined {
    const call = this.#call;
    const { started } = this.#lazy;
    const isFirst = !this.#isTaken;
    if (isFirst && started !== undefined && !started.isEnded) {
      this.#isTaken = true;
      cancelCollection(started);
      return { call, span: started, active: frameOver(outer, started.span, started) };
    }
    if (currentTracer() === undefined || isSuppressed(outer)) return undefined;
    this.#isTaken = true;
    if (isFirst && !this.#lazy.isDecided) {
      const active = this.#lazy.startUnder(outer);
      return { call, span: this.#lazy.started, active };
    }
    const guard = this.#lazy.copyGuard();
    const span = this.#start(outer, guard);
    return { call, span, active: span?.context ?? contextWithoutSpan(outer, guard) };
  }

  #start(active: Context, guard: SpanGuard | undefined): StartedSpan | undefined {
    const tracer = currentTracer();
    if (tracer === undefined) return undefined;
    return start(startingAt(this.#startTime, tracer), this.#call, active, guard);
  }
}
