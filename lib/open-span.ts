/** A span that has started: what its call, its context and its guards share. */
import type { Context, Span, SpanContext, Tracer } from '@opentelemetry/api';
import { recordFailure } from './exception.js';
import type { SpanGuard } from './guard.js';
import { LinkSet } from './link-set.js';
import { attempt, reportFailure } from './report.js';
import { SpanLinks } from './span-links.js';

/** What a context knows of the innermost guard, which is made when somebody asks for it. */
export interface GuardHolder {
  guard: SpanGuard | undefined;
}

/** A started span and its links. Nothing here throws, whatever the SDK does. */
export class OpenSpan implements GuardHolder {
  isEnded = false;
  guard: SpanGuard | undefined;
  /** Names the place in reports, as names of spans may differ from call to call. */
  readonly site: string;
  readonly name: string;
  readonly span: Span;
  /** Where the span is active. */
  context!: Context;
  readonly #tracer: Tracer;
  readonly #parent: SpanContext | undefined;
  #links: SpanLinks | undefined;
  #failures: unknown[] | undefined;

  constructor(site: string, name: string, span: Span, tracer: Tracer, parent: SpanContext | undefined, links: SpanLinks | undefined) {
    this.site = site;
    this.name = name;
    this.span = span;
    this.#tracer = tracer;
    this.#parent = parent;
    this.#links = links;
  }

  /** Adds the links that `collect` puts into a set. */
  link(collect: (set: LinkSet) => void): void {
    if (this.#links === undefined) {
      const set = new LinkSet();
      set.parent = this.#parent;
      this.#links = new SpanLinks(this.#tracer, set);
    }
    this.#links.add(this.span, collect);
  }

  /** Describes the span: attributes, events. */
  describe(action: (span: Span) => void): void {
    attempt(this.site, 'description', action, undefined, [this.span]);
  }

  /** Records an error, the same only once. */
  fail(error: unknown): void {
    if (this.#failures?.includes(error)) return;
    (this.#failures ??= []).push(error);
    this.describe((span) => recordFailure(span, error));
  }

  /** Ends the span, with the links past its limit. Whether this call ended it. */
  end(): boolean {
    if (this.isEnded) return false;
    this.isEnded = true;
    const { span } = this;
    if (span.isRecording()) {
      if (this.#links !== undefined) attempt(this.site, 'links', this.#links.finish, this.#links, [span, this.name, this.context]);
      try {
        span.end();
      } catch (error) {
        reportFailure(this.site, 'could not end its span', error);
      }
    }
    return true;
  }
}
