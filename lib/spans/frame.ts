/** Contexts of a span and its guard over what was there. */
import { type Context, createContextKey, type Span, trace } from '@opentelemetry/api';
import type { SpanGuard } from './guard.js';

/** The key of what knows the innermost guard. */
export const GUARD_HOLDER = createContextKey('spanlink.guard');

/**
 * What a frame of any copy of this package lies on; no key, as contexts of others that lie on a frame would pass it on.
 */
export const PARENT_CONTEXT = Symbol.for('spanlink.base');

// the key of suppressTracing in @opentelemetry/core, which gives no other way to ask without depending on it
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

let spanKey: symbol | undefined;

/** What knows the innermost guard, or makes it when somebody asks. */
export interface GuardHolder {
  guard: SpanGuard | undefined;
}

/** Whether the application asked for no spans in this context (`suppressTracing`). */
export function isSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS_TRACING) === true;
}

/** The same context without spans. */
export function suppressed(context: Context): Context {
  return context.setValue(SUPPRESS_TRACING, true);
}

/** The key under which OpenTelemetry keeps the active span: private there, but told to any context. */
export function getSpanKey(): symbol | undefined {
  if (spanKey === undefined) {
    trace.setSpan({ setValue: (key: symbol) => void (spanKey = key) } as unknown as Context, {} as Span);
  }
  return spanKey;
}

/** What a context lies on, so that frames do not pile up: depth makes no look-up dearer. */
export function parentContextOf(context: Context): Context {
  return (context as { [PARENT_CONTEXT]?: Context })[PARENT_CONTEXT] ?? context;
}

/** A context of two values that costs one small object, where `setValue` of OpenTelemetry's own copies a map. */
export class SpanFrame implements Context {
  readonly [PARENT_CONTEXT]: Context;
  readonly #span: unknown;
  readonly #holder: GuardHolder;

  constructor(context: Context, span: unknown, holder: GuardHolder) {
    this[PARENT_CONTEXT] = parentContextOf(context);
    this.#span = span;
    this.#holder = holder;
  }

  getValue(key: symbol): unknown {
    if (key === getSpanKey()) return this.#span;
    return key === GUARD_HOLDER ? this.#holder : this[PARENT_CONTEXT].getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === getSpanKey()) return new SpanFrame(this[PARENT_CONTEXT], value, this.#holder);
    return new SpanFrame(this[PARENT_CONTEXT].setValue(key, value), this.#span, this.#holder);
  }

  deleteValue(key: symbol): Context {
    return this.setValue(key, undefined);
  }
}
