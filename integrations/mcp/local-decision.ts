/** Sampling of a span that continues a trace from outside, as this process decides by itself. */
import { type Context, type Span, trace } from '@opentelemetry/api';
import { getSpanKey, PARENT_CONTEXT, parentContextOf } from '../../lib/spans/frame.js';

/**
 * A context in which to start a span, whose sampler finds the local parent, or none, in place of the one that the span
 * continues; its trace, parent and links stay the same.
 *
 * The API gives the SDK and its sampler the same context: its span is the parent for the first who asks, the SDK, and
 * the local one for all who ask after it. Where another asks before, the span only begins a trace.
 */
export class LocalDecision implements Context {
  readonly [PARENT_CONTEXT]: Context;
  readonly #local: Span | undefined;
  #parent: Span | undefined;

  constructor(active: Context, parent: Span, local: Span | undefined) {
    this[PARENT_CONTEXT] = parentContextOf(active);
    this.#parent = parent;
    this.#local = local;
  }

  getValue(key: symbol): unknown {
    if (key !== getSpanKey()) return this[PARENT_CONTEXT].getValue(key);
    const shown = this.#parent ?? this.#local;
    this.#parent = undefined;
    return shown;
  }

  setValue(key: symbol, value: unknown): Context {
    const below = this[PARENT_CONTEXT];
    const local = this.#local === undefined ? trace.deleteSpan(below) : trace.setSpan(below, this.#local);
    return local.setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.setValue(key, undefined);
  }
}
