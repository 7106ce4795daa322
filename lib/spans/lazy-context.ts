/** A context whose span starts when somebody asks for it. */
import type { Context } from '@opentelemetry/api';
import { PARENT_CONTEXT, parentContextOf, getSpanKey, type GuardHolder, GUARD_HOLDER, SpanFrame } from './frame.js';

/** What starts its span when it is asked to, and then gives the context of that. */
export interface LateHolder extends GuardHolder {
  begin(): Context;
}

/** The context of a span that may never start: only who needs the span itself starts it. */
export class LateFrame implements Context {
  readonly [PARENT_CONTEXT]: Context;
  readonly #holder: LateHolder;

  constructor(active: Context, holder: LateHolder) {
    this[PARENT_CONTEXT] = parentContextOf(active);
    this.#holder = holder;
  }

  getValue(key: symbol): unknown {
    if (key === getSpanKey()) return this.#holder.begin().getValue(key);
    return key === GUARD_HOLDER ? this.#holder : this[PARENT_CONTEXT].getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === getSpanKey()) return new SpanFrame(this, value, this.#holder);
    return new LateFrame(this[PARENT_CONTEXT].setValue(key, value), this.#holder);
  }

  deleteValue(key: symbol): Context {
    return this.setValue(key, undefined);
  }
}
