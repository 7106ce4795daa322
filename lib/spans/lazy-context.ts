/** A context whose span starts when somebody asks for it. */
import type { Context } from '@opentelemetry/api';
import { BASE, baseOf, getSpanKey, type GuardHolder, HOLDER, SpanFrame } from './frame.js';

/** What starts its span when it is asked to, and then gives the context of that. */
export interface LateHolder extends GuardHolder {
  begin(): Context;
}

/** The context of a span that may never start: only who needs the span itself starts it. */
export class LateFrame implements Context {
  readonly [BASE]: Context;
  readonly #holder: LateHolder;

  constructor(active: Context, holder: LateHolder) {
    this[BASE] = baseOf(active);
    this.#holder = holder;
  }

  getValue(key: symbol): unknown {
    if (key === getSpanKey()) return this.#holder.begin().getValue(key);
    return key === HOLDER ? this.#holder : this[BASE].getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === getSpanKey()) return new SpanFrame(this, value, this.#holder);
    return new LateFrame(this[BASE].setValue(key, value), this.#holder);
  }

  deleteValue(key: symbol): Context {
    return this.setValue(key, undefined);
  }
}
