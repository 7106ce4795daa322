/** The guard of a span that starts when somebody needs it. */
import type { Attributes, Span } from '@opentelemetry/api';
import { CLAIM, SpanGuard } from './guard.js';

/** What a late guard tells of: who needs the span, and what describes it before it starts. */
export interface LateSource {
  begin(): unknown;
  describe(attributes: Attributes): void;
}

/** Collects links and attributes as a pending guard does; asking it for its span starts that. */
export class LateGuard extends SpanGuard {
  readonly #source: LateSource;

  constructor(source: LateSource) {
    super();
    this[CLAIM]();
    this.#source = source;
  }

  override get span(): Span {
    this.#source.begin();
    return super.span;
  }

  override setAttributes(attributes: Attributes): this {
    if (this.state === 'pending') this.#source.describe(attributes);
    return super.setAttributes(attributes);
  }

  override carrier(): Record<string, string> {
    this.#source.begin();
    return super.carrier();
  }
}
