/** The context in which a decorated method runs: its span and its guard's holder over what was there. */
import { type Context, createContextKey, type Span, trace } from '@opentelemetry/api';
import type { SpanGuard } from './guard.js';

/** What holds the innermost guard. */
export const HOLDER = createContextKey('spanlink.guard');

// what a frame of any copy of this package lies on; no key, as contexts of others that lie on a frame would pass it on
const BASE = Symbol.for('spanlink.base');

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

/**
 * A context of two values that costs one small object, where `setValue` of OpenTelemetry's own copies a map. Frames
 * do not pile up: one made inside another lies on the same base, so depth makes no look-up dearer.
 */
export class SpanFrame implements Context {
  readonly [BASE]: Context;
  readonly #span: unknown;
  readonly #holder: GuardHolder;
  // asked for at every span, and contexts do not change
  readonly #suppressed: unknown;

  /** Without a holder the frame is one itself. */
  constructor(context: Context, span: unknown, holder?: GuardHolder) {
    this[BASE] = (context as Partial<SpanFrame>)[BASE] ?? context;
    this.#suppressed = context.getValue(SUPPRESS_TRACING);
    this.#span = span;
    this.#holder = holder ?? (this as unknown as GuardHolder);
    spanKey ??= findSpanKey();
  }

  getValue(key: symbol): unknown {
    switch (key) {
      case spanKey:
        return this.#span;
      case HOLDER:
        return this.#holder;
      case SUPPRESS_TRACING:
        return this.#suppressed;
      default:
        return this[BASE].getValue(key);
    }
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === spanKey) return new SpanFrame(this[BASE], value, this.#holder);
    return new SpanFrame(this[BASE].setValue(key, value), this.#span, this.#holder);
  }

  deleteValue(key: symbol): Context {
    return this.setValue(key, undefined);
  }
}

/** The key under which OpenTelemetry keeps the active span: private there, but told to any context. */
function findSpanKey(): symbol | undefined {
  let found: symbol | undefined;
  trace.setSpan({ setValue: (key: symbol) => void (found = key) } as unknown as Context, {} as Span);
  return found;
}
