/** The guard of a span that has not started yet. */
import type { Attributes, Span, SpanContext } from '@opentelemetry/api';
import { SpanGuard } from './guard.js';
import type { SentCarrier } from './inject-carrier.js';
import type { Startable } from './lazy-context.js';
import { GUARD } from './guard-protocol.js';

/** A lazy span, as its guard sees it. */
export interface GuardedSpan extends Startable {
  /** Keeps attributes of a span that has not started. */
  describe(attributes: Attributes): void;
}

/** Collects links and attributes as a pending guard does; asking it for the span, or for a carrier, starts the span. */
export class LazyGuard extends SpanGuard {
  readonly #source: GuardedSpan;

  constructor(source: GuardedSpan) {
    super();
    this[GUARD].claim();
    this.#source = source;
  }

  override get span(): Span {
    this.#source.start();
    return super.span;
  }

  override spanContext(): SpanContext {
    this.#source.start();
    return super.spanContext();
  }

  override setAttributes(attributes: Attributes): this {
    if (this.state === 'pending') this.#source.describe(attributes);
    return super.setAttributes(attributes);
  }

  override carrier(): SentCarrier {
    this.#source.start();
    return super.carrier();
  }
}
