/** The handle on one span of ours. */
import { type Attributes, INVALID_SPAN_CONTEXT, type Span, type SpanContext, trace } from '@opentelemetry/api';
import { count, warnOnce } from '../global/report.js';
import { isSuppressed } from '../global/suppression.js';
import { currentTracer } from '../global/tracer.js';
import type { LinkOptions } from '../links/link-options.js';
import { LinkSet } from '../links/link-set.js';
import type { LinkSource } from '../sources/link-source.js';
import { collectLinks } from '../sources/links-from.js';
import { activeContext, runIn } from './active-context.js';
import { DISPOSE } from './dispose.js';
import { GUARD_HOLDER } from './frame.js';
import { GUARD, type GuardProtocol, offer, withdraw } from './guard-protocol.js';
import { injectCarrier, type SentCarrier } from './inject-carrier.js';
import type { StartedSpan } from './started-span.js';

/**
 * `pending` before the span exists, `disabled` where there will be none.
 *
 * @example
 * ```ts
 * const guard = startSpan('import');
 * const state: GuardState = guard.state; // 'started'; 'disabled' if tracing is suppressed
 * guard.complete();
 * ```
 */
export type GuardState = 'pending' | 'started' | 'completed' | 'disabled';

/** A guard's state, with the data that it has in that state. */
type State = PendingState | StartedState | { readonly name: 'disabled' };

interface PendingState {
  readonly name: 'pending';
  isClaimed: boolean;
  links: LinkSet | undefined;
  /** Done when the span starts. */
  readonly actions: ((span: StartedSpan) => void)[];
}

interface StartedState {
  readonly name: 'started';
  readonly span: StartedSpan;
  /** Collected before the start. */
  readonly links?: LinkSet | undefined;
}

const DISABLED: State = { name: 'disabled' };
const NOTHING_COLLECTED: Pick<PendingState, 'links' | 'actions'> = { links: undefined, actions: [] };
const SITE = 'SpanGuard.link';

let createGuard: (state: State) => SpanGuard;

/**
 * The guard of a decorated method's span: link, describe and complete that span alone. Links given here belong to this
 * span, never to its children, nor to events.
 *
 * A guard of your own collects links before the span exists; the decorated method that gets it among its arguments
 * adopts it. A guard stays usable as a source of links after its span has ended.
 *
 * @example
 * ```ts
 * class Importer {
 *   @Span()
 *   async process(batch: Message[], span = SpanGuard.current()) {
 *     span.setAttribute('batch.size', batch.length).link(upload, { relation: 'origin' });
 *   }
 * }
 * ```
 *
 * @example
 * ```ts
 * const guard = new SpanGuard();
 * guard.link(message);
 * inSpan('import', { links: guard }, () => handle(message));
 * ```
 */
export class SpanGuard {
  #state: State;

  constructor();
  constructor(state?: State) {
    this.#state = state ?? { name: 'pending', isClaimed: false, links: undefined, actions: [] };
    if (state === undefined) offer(this, this[GUARD]);
  }

  static {
    createGuard = (state) => new (this as unknown as new (state: State) => SpanGuard)(state);
  }

  /** Returns the guard of the innermost decorated method; a disabled one outside of all. */
  static current(): SpanGuard {
    const active = activeContext();
    const holder = active.getValue(GUARD_HOLDER) as GuardHolder | undefined;
    return holder === undefined || isSuppressed(active) ? disabledGuard() : guardOf(holder);
  }

  /** The guard's state. */
  get state(): GuardState {
    const state = this.#state;
    return state.name === 'started' && state.span.hasEnded() ? 'completed' : state.name;
  }

  /** OpenTelemetry's span, for everything that a guard does not offer; one that records nothing before the start. */
  get span(): Span {
    return this.#started?.span ?? trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  }

  /** Returns the span's context, also after its end; an invalid one before the start. */
  spanContext(): SpanContext {
    return this.#started?.spanContext() ?? INVALID_SPAN_CONTEXT;
  }

  /**
   * Links the span to everything the source holds. Before the start the links are there at its creation; after the
   * end they are refused, counted on `spanlink.links.late`, and warned of once. Never throws.
   */
  link(source: LinkSource, options?: LinkOptions): this {
    const state = this.#state;
    const collect = (set: LinkSet): void => collectLinks(set, source, options, SITE);
    if (state.name === 'pending') {
      if (currentTracer() !== undefined) collect((state.links ??= new LinkSet()));
    } else if (state.name === 'started') {
      if (state.span.hasEnded()) refuse(state.span, collect);
      else if (state.span.isRecording()) state.span.link(collect);
    }
    return this;
  }

  /** Sets an attribute of the span; before the start, when it starts. */
  setAttribute(key: string, value: NonNullable<Attributes[string]>): this {
    return this.setAttributes({ [key]: value });
  }

  /** Sets attributes of the span; before the start, when it starts. */
  setAttributes(attributes: Attributes): this {
    return this.#do((started) => started.describe((span) => span.setAttributes(attributes)));
  }

  /** Adds an event to the span; before the start, when it starts, with the time of this call. */
  addEvent(name: string, attributes: Attributes = {}): this {
    const time = this.#started === undefined ? Date.now() : undefined;
    return this.#do((started) => started.describe((span) => span.addEvent(name, attributes, time)));
  }

  /**
   * Returns what to put in a message, a row or a job, so that its consumer can link to this span: the application's
   * propagator writes it, or, where that writes nothing, the W3C headers are written. Without a span of ours, it is the
   * active span's; it is empty where there is none, such as without an SDK.
   */
  carrier(): SentCarrier {
    if (this.#state.name === 'pending') return {} as SentCarrier;
    return injectCarrier(this.#started?.context ?? activeContext(), 'SpanGuard.carrier');
  }

  /** Calls the body with the span active, and returns its result. Does not end the span. */
  run<T>(body: () => T): T {
    const started = this.#started;
    return started === undefined ? body() : runIn(started.context, call<T>, body);
  }

  /** Records the error as an exception event and the status; the same error only once. Does not end the span. */
  fail(error: unknown): this {
    return this.#do((started) => started.fail(error));
  }

  /** Ends the span and exports overflow links on child spans. @returns true if this call ended the span. */
  complete(): boolean {
    if (this.#state.name === 'pending') this.#start(undefined);
    return this.#started?.end() ?? false;
  }

  /** Completes the span at the end of a `using` block. */
  [DISPOSE](): void {
    this.complete();
  }

  /** The decorated method's side. @internal */
  get [GUARD](): GuardProtocol {
    const state = this.#state;
    return {
      links: (state.name === 'disabled' ? undefined : state.links?.links) ?? [],
      claim: () => this.#claim(),
      start: (span) => this.#start(span),
    };
  }

  get #started(): StartedSpan | undefined {
    const state = this.#state;
    return state.name === 'started' ? state.span : undefined;
  }

  #claim(): boolean {
    const state = this.#state;
    if (state.name !== 'pending' || state.isClaimed) return false;
    state.isClaimed = true;
    withdraw(this);
    return true;
  }

  #start(span: StartedSpan | undefined): void {
    this.#claim();
    const before = this.#state;
    const { links, actions } = before.name === 'pending' ? before : NOTHING_COLLECTED;
    this.#state = span === undefined ? DISABLED : { name: 'started', span, links };
    if (span !== undefined) for (const action of actions) action(span);
  }

  /** Now, or when the span starts; never after its end. */
  #do(action: (span: StartedSpan) => void): this {
    const state = this.#state;
    if (state.name === 'pending') state.actions.push(action);
    else if (state.name === 'started' && !state.span.hasEnded()) action(state.span);
    return this;
  }
}

function call<T>(body: () => T): T {
  return body();
}

function refuse({ site }: StartedSpan, collect: (set: LinkSet) => void): void {
  const refused = new LinkSet();
  collect(refused);
  count('links.late', site, refused.links.length);
  warnOnce(`${SITE} of '${site}'`, 'came after the end of the span; link before its method returns');
}

/** A context's way to the guard of its span, which is made when somebody asks for it. */
export interface GuardHolder {
  guard: object | undefined;
}

/** Returns a pending guard that no other call can adopt. */
export function claimedGuard(): SpanGuard {
  return createGuard({ name: 'pending', isClaimed: true, links: undefined, actions: [] });
}

/** Returns a guard of no span. */
export function disabledGuard(): SpanGuard {
  return createGuard(DISABLED);
}

/** Returns the holder's guard; for a started span, it is made here where nobody has asked before. */
export function guardOf(holder: GuardHolder): SpanGuard {
  return (holder.guard ??= createGuard({ name: 'started', span: holder as StartedSpan })) as SpanGuard;
}
