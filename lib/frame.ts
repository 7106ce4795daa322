/** The context in which a decorated method runs: its span and its guard over what was there. */
import { type Context, createContextKey, type Span, trace } from '@opentelemetry/api';
import type { SpanGuard } from './guard.js';

/** The innermost guard. */
export const GUARD = createContextKey('spanlink.guard');

// a frame of any copy of this package answers with what it lies on
const BASE = createContextKey('spanlink.base');

let spanKey: symbol | undefined;

/**
 * A context of two values that costs one small object, where `setValue` of OpenTelemetry's own copies a map. Frames
 * do not pile up: one made inside another lies on the same base, so depth makes no look-up dearer.
 */
export class SpanFrame implements Context {
  readonly #base: Context;
  readonly #span: Span | undefined;
  readonly #guard: SpanGuard | undefined;

  constructor(context: Context, span: Span | undefined, guard: SpanGuard | undefined) {
    this.#base = (context.getValue(BASE) as Context | undefined) ?? context;
    this.#span = span;
    this.#guard = guard;
  }

  getValue(key: symbol): unknown {
    if (key === (spanKey ??= findSpanKey())) return this.#span;
    if (key === GUARD) return this.#guard;
    return key === BASE ? this.#base : this.#base.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === (spanKey ??= findSpanKey())) return new SpanFrame(this.#base, value as Span, this.#guard);
    if (key === GUARD) return new SpanFrame(this.#base, this.#span, value as SpanGuard);
    return new SpanFrame(this.#base.setValue(key, value), this.#span, this.#guard);
  }

  deleteValue(key: symbol): Context {
    if (key === (spanKey ??= findSpanKey()) || key === GUARD) return this.setValue(key, undefined);
    return new SpanFrame(this.#base.deleteValue(key), this.#span, this.#guard);
  }
}

/** The key under which OpenTelemetry keeps the active span: private there, but told to any context. */
function findSpanKey(): symbol {
  let found: symbol | undefined;
  const probe: Context = {
    getValue: () => undefined,
    setValue(key) {
      found = key;
      return probe;
    },
    deleteValue: () => probe,
  };
  trace.setSpan(probe, trace.wrapSpanContext({ traceId: '', spanId: '', traceFlags: 0 }));
  return found ?? createContextKey('OpenTelemetry Context Key SPAN');
}
