/** A span that has started: the context in which it is active, shared by its call and its guard. */
import { type Context, INVALID_SPAN_CONTEXT, type Span, type SpanContext, type Tracer } from '@opentelemetry/api';
import { countMade } from '../global/made-links.js';
import { callSafely, reportFailure } from '../global/report.js';
import { LinkSet } from '../links/link-set.js';
import { recordFailure } from './exception.js';
import {
  carriesFrames,
  getSpanKey,
  GUARD_HOLDER,
  PARENT_CONTEXT,
  parentContextOf,
  setFrame,
  SpanFrame,
} from './frame.js';
import { keepsAll, LinkOverflow } from './link-overflow.js';

/**
 * A started span and its links, in one object with its context, as every call makes one: a class of its own costs less
 * than one over `SpanFrame`. All calls into the span go through here, and nothing throws, whatever the SDK does.
 */
export class StartedSpan implements Context {
  isEnded = false;
  /** Its `SpanGuard`, made when somebody asks for it. */
  guard: object | undefined = undefined;
  readonly span: Span;
  /** Names the method in reports, as names of spans may differ from call to call. */
  readonly site: string;
  readonly name: string;
  readonly [PARENT_CONTEXT]: Context;
  /** The context to run in: this object, or one that another library's context made. */
  readonly context: Context;
  readonly #tracer: Tracer;
  #set: LinkSet | undefined;
  #links: LinkOverflow | undefined;
  #failures: unknown[] | undefined;
  #errorType: string | undefined;

  constructor(active: Context, span: Span, tracer: Tracer, site: string, name: string) {
    this[PARENT_CONTEXT] = parentContextOf(active);
    this.context = carriesFrames(active) ? this : setFrame(active, span, this);
    this.span = span;
    this.site = site;
    this.name = name;
    this.#tracer = tracer;
  }

  getValue(key: symbol): unknown {
    if (key === getSpanKey()) return this.span;
    return key === GUARD_HOLDER ? this : this[PARENT_CONTEXT].getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new SpanFrame(this, this.span, this).setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.setValue(key, undefined);
  }

  /** Returns true while the span records; a span without that method is taken to. */
  isRecording(): boolean {
    try {
      return typeof this.span.isRecording !== 'function' || this.span.isRecording();
    } catch (error) {
      reportFailure(this.site, 'could not ask its span whether it records', error);
      return false;
    }
  }

  /** Returns true once we or the application itself ended the span. */
  hasEnded(): boolean {
    try {
      return this.isEnded || (this.span as { ended?: unknown }).ended === true;
    } catch {
      return false;
    }
  }

  /** Returns the span's context; an invalid one where the span has none. */
  spanContext(): SpanContext {
    try {
      const own: unknown = this.span.spanContext();
      if (typeof own === 'object' && own !== null) return own as SpanContext;
    } catch (error) {
      reportFailure(this.site, 'could not ask its span for its context', error);
    }
    return INVALID_SPAN_CONTEXT;
  }

  /** Keeps the links that the span was started with: all of the set, or those within the limit. */
  startedWith(set: LinkSet, links: LinkOverflow | undefined): void {
    this.#set = set;
    try {
      if (links === undefined && keepsAll(this.span, set.links)) return;
      this.#links = links ?? new LinkOverflow(this.#tracer, set);
      this.#links.started(this.span);
    } catch (error) {
      reportFailure(this.site, 'could not count the links of its span', error);
    }
  }

  /** Adds the links that `collect` puts into a set. */
  link(collect: (set: LinkSet) => void): void {
    callSafely(this.site, 'links', this.#add, this, [collect]);
  }

  #add(collect: (set: LinkSet) => void): void {
    this.#links ??= new LinkOverflow(this.#tracer, (this.#set ??= new LinkSet(parentOf(this.span))));
    this.#links.add(this.span, collect);
  }

  /** Describes the span: attributes, events. */
  describe(action: (span: Span) => void): void {
    callSafely(this.site, 'description', action, undefined, [this.span]);
  }

  /** Records an error, the same only once. */
  fail(error: unknown): void {
    if (this.#failures?.includes(error)) return;
    (this.#failures ??= []).push(error);
    this.describe((span) => (this.#errorType = recordFailure(span, error, this.#errorType)));
  }

  /** Ends the span and exports overflow links on child spans. @returns true if this call ended the span. */
  end(): boolean {
    if (this.isEnded) return false;
    this.isEnded = true;
    if (!this.isRecording()) return true;
    const { span } = this;
    if (this.#links !== undefined) {
      callSafely(this.site, 'links', this.#links.finish, this.#links, [span, this.name, this.context, this.site]);
    }
    if (this.#set !== undefined) countMade(this.site, this.#set.links.length - (this.#links?.dropped ?? 0));
    try {
      span.end();
    } catch (error) {
      reportFailure(this.site, 'could not end its span', error);
    }
    return true;
  }
}

/** Returns the span's parent as SDKs show it; those of version 1 have its id alone. */
function parentOf(span: Span): SpanContext | undefined {
  const { parentSpanContext, parentSpanId } = span as { parentSpanContext?: SpanContext; parentSpanId?: string };
  if (parentSpanId === undefined) return parentSpanContext;
  return { ...span.spanContext(), spanId: parentSpanId };
}
