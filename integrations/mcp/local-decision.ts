/** Sampling of a span that continues a trace from outside, as this process decides by itself. */
import { type Context, ROOT_CONTEXT, type Span, type SpanOptions, trace, type Tracer } from '@opentelemetry/api';
import { getSpanKey } from '../../lib/spans/frame.js';

/**
 * A tracer for whose next span the sampler finds the local parent in the context, or none, in place of the one that it
 * continues. Its trace, parent and links stay the same.
 *
 * It is that span's context too, as every request makes one. The API gives the SDK and its sampler the same: its span
 * is the parent for the first who asks, the SDK, and the local one for all who ask after it. Where another asks before,
 * the span only begins a trace.
 */
export class LocalDecision implements Tracer, Context {
  readonly #tracer: Tracer;
  readonly #local: Span | undefined;
  #from: Context | undefined;
  #parent: unknown;

  constructor(tracer: Tracer, local: Span | undefined) {
    this.#tracer = tracer;
    this.#local = local;
  }

  get startActiveSpan(): Tracer['startActiveSpan'] {
    return this.#tracer.startActiveSpan.bind(this.#tracer);
  }

  startSpan(name: string, options: SpanOptions, from: Context): Span {
    if (this.#from !== undefined) return this.#tracer.startSpan(name, options, from);
    this.#from = from;
    this.#parent = trace.getSpan(from);
    return this.#tracer.startSpan(name, options, this);
  }

  getValue(key: symbol): unknown {
    if (key !== getSpanKey()) return this.#from?.getValue(key);
    const shown = this.#parent ?? this.#local;
    this.#parent = undefined;
    return shown;
  }

  setValue(key: symbol, value: unknown): Context {
    const from = this.#from ?? ROOT_CONTEXT;
    const local = this.#local === undefined ? trace.deleteSpan(from) : trace.setSpan(from, this.#local);
    return local.setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.setValue(key, undefined);
  }
}
