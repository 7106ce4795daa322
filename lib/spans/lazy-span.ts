/** A span that starts late: when somebody needs it, or when its owner knows what it is about. */
import type { Attributes, Context, Link } from '@opentelemetry/api';
import { runIn } from './active-context.js';
import { claimedGuard, disabledGuard, type GuardHolder, guardOf, type SpanGuard } from './guard.js';
import { carriesFrames } from './frame.js';
import { LazyContext } from './lazy-context.js';
import { type GuardedSpan, LazyGuard } from './lazy-guard.js';
import { contextWithoutSpan } from './start.js';
import type { StartedSpan } from './started-span.js';
import { GUARD } from './guard-protocol.js';

/** Starts the span in a context; `undefined` where there is to be none. */
export type StartLazily = (active: Context, guard: SpanGuard | undefined) => StartedSpan | undefined;

/** The making of a lazy span. */
export interface LazySpanOptions {
  /** Starts the span; called at most once. */
  readonly startIn: StartLazily;
  /** The context in which the span starts, unless its owner names another. */
  readonly parent: Context;
  /** A guard that the application made, whose links and attributes the span takes on. */
  readonly adopted?: SpanGuard | undefined;
  /** A span that has started already. */
  readonly started?: StartedSpan | undefined;
}

/**
 * Starts its span once, when somebody asks its context for the span, or its owner calls `start`. Until then its guard
 * collects, so that all links and attributes are there when the span starts.
 */
export class LazySpan implements GuardHolder, GuardedSpan {
  readonly #startIn: StartLazily;
  readonly #parent: Context;
  readonly #isAdopted: boolean;
  #guard: SpanGuard | undefined;
  #started: StartedSpan | undefined;
  /** The context in which the work runs, once it is decided. */
  #active: Context | undefined;
  #isSealed = false;
  #links: readonly Link[] = [];
  #attributes: Attributes | undefined;

  constructor({ startIn, parent, adopted, started }: LazySpanOptions) {
    this.#startIn = startIn;
    this.#parent = parent;
    this.#isAdopted = adopted !== undefined;
    this.#guard = adopted;
    this.#started = started;
    this.#active = started?.context;
    this.#links = (started?.guard as Partial<SpanGuard> | undefined)?.[GUARD]?.links ?? [];
  }

  /** The context to do the work in, which starts the span where that needs it. */
  get context(): Context {
    // a lazy context would hide the values of another library's
    return carriesFrames(this.#parent) ? new LazyContext(this.#parent, this) : this.start();
  }

  /** The span, once it has started. */
  get started(): StartedSpan | undefined {
    return this.#started;
  }

  /** True once it is decided whether there is a span. */
  get isDecided(): boolean {
    return this.#active !== undefined;
  }

  /** The guard of the span; before the start, one that collects. */
  get guard(): SpanGuard {
    // the application's own guard does not start its span when it is asked for it
    if (this.#isAdopted) this.start();
    if (this.#started !== undefined) return guardOf(this.#started);
    if (this.#active !== undefined) return disabledGuard();
    return (this.#guard ??= new LazyGuard(this));
  }

  describe(attributes: Attributes): void {
    this.#attributes = { ...this.#attributes, ...attributes };
  }

  /** Starts the span where its parent is, unless it was sealed. @returns the context in which it is active. */
  start(): Context {
    return this.#active ?? (this.#isSealed ? this.#parent : this.startUnder(this.#parent));
  }

  /** Starts the span as a child of another context's, if nobody has started it. */
  startUnder(parent: Context): Context {
    if (this.#active !== undefined) return this.#active;
    // for code that asks while the span starts, such as a selector
    this.#active = parent;
    this.#links = this.#guard?.[GUARD].links ?? [];
    this.#started = runIn(parent, (active: Context) => this.#startIn(active, this.#guard), parent);
    if (this.#started === undefined) this.#guard?.[GUARD].start(undefined);
    this.#active = this.#started?.context ?? contextWithoutSpan(parent, this.#guard);
    return this.#active;
  }

  /** From now on, only `startUnder` starts the span: who asks for it finds what is active in its parent. */
  seal(): void {
    this.#isSealed = true;
  }

  /** From now on, whoever asks for the span starts it again. */
  unseal(): void {
    this.#isSealed = false;
  }

  /** Returns a guard for another span of the same kind, with the links and attributes that this one's was told. */
  copyGuard(): SpanGuard | undefined {
    if (this.#links.length === 0 && this.#attributes === undefined) return undefined;
    return claimedGuard()
      .link(this.#links)
      .setAttributes(this.#attributes ?? {});
  }
}
