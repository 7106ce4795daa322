/** Sampling of a span that continues a trace from outside, as this process decides by itself. */
import { type Context, type Span, trace, type Tracer } from '@opentelemetry/api';
import { getSpanKey } from '../../lib/spans/frame.js';

/**
 * Returns the tracer, for whose next span the sampler finds the local parent in the context, or none, in place of the
 * one that it continues. Its trace, parent and links stay the same.
 */
export function decidingLocally(tracer: Tracer, local: Span | undefined): Tracer {
  let isNext = true;
  const startSpan: Tracer['startSpan'] = (name, options, from) => {
    const parent = isNext && from !== undefined ? new ParentShownOnce(from, local) : from;
    isNext = false;
    return tracer.startSpan(name, options, parent);
  };
  return { startSpan, startActiveSpan: tracer.startActiveSpan.bind(tracer) };
}

/**
 * A context whose span is the parent for the first who asks, the SDK, and the local one for all who ask after it, its
 * sampler first: the API gives both the same context. Where another asks before, the span only begins a trace.
 */
class ParentShownOnce implements Context {
  readonly #local: Context;
  #parent: Span | undefined;

  constructor(from: Context, local: Span | undefined) {
    this.#parent = trace.getSpan(from);
    this.#local = local === undefined ? trace.deleteSpan(from) : trace.setSpan(from, local);
  }

  getValue(key: symbol): unknown {
    const parent = key === getSpanKey() ? this.#parent : undefined;
    if (parent === undefined) return this.#local.getValue(key);
    this.#parent = undefined;
    return parent;
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#local.setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#local.deleteValue(key);
  }
}
