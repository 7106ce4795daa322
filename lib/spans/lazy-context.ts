/** A context whose span starts when somebody asks for it. */
import type { Context } from '@opentelemetry/api';
import { getSpanKey, GUARD_HOLDER, PARENT_CONTEXT, parentContextOf, SpanFrame } from './frame.js';

/** A span that may be started by whoever needs it. */
export interface Startable {
  /** Starts the span, if nobody has. @returns the context in which it is active. */
  start(): Context;
}

/** Starts the span for those alone who ask for the span itself; a guard that is asked for collects links until then. */
export class LazyContext implements Context {
  readonly [PARENT_CONTEXT]: Context;
  readonly #span: Startable;

  constructor(parent: Context, span: Startable) {
    this[PARENT_CONTEXT] = parentContextOf(parent);
    this.#span = span;
  }

  getValue(key: symbol): unknown {
    if (key === getSpanKey()) return this.#span.start().getValue(key);
    return key === GUARD_HOLDER ? this.#span : this[PARENT_CONTEXT].getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === getSpanKey()) return new SpanFrame(this, value, this.#span);
    if (key === GUARD_HOLDER) return this.#span.start().setValue(key, value);
    return new LazyContext(this[PARENT_CONTEXT].setValue(key, value), this.#span);
  }

  deleteValue(key: symbol): Context {
    return this.setValue(key, undefined);
  }
}
