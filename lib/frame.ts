/** The context in which a decorated method runs: its span and its guard's holder over what was there. */
import { type Context, createContextKey, type Span, trace } from '@opentelemetry/api';
import type { GuardHolder } from './open-span.js';

/** What holds the innermost guard. */
export const HOLDER = createContextKey('spanlink.guard');

// a frame of any copy of this package answers with what it lies on
const BASE = createContextKey('spanlink.base');

// the key of suppressTracing in @opentelemetry/core, which gives no other way to ask without depending on it
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

let spanKey: symbol | undefined;

/** Whether the application asked for no spans in this context (`suppressTracing`). */
export function isSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS_TRACING) === true;
}

/**
 * A context of two values that costs one small object, where `setValue` of OpenTelemetry's own copies a map. Frames
 * do not pile up: one made inside another lies on the same base, so depth makes no look-up dearer.
 */
export class SpanFrame implements Context {
  readonly #base: Context;
  readonly #span: unknown;
  readonly #holder: GuardHolder | undefined;
  // asked for at every span, and contexts do not change
  readonly #suppressed: unknown;

  constructor(context: Context, span: unknown, holder: GuardHolder | undefined) {
    this.#base = (context.getValue(BASE) as Context | undefined) ?? context;
    this.#suppressed = context.getValue(SUPPRESS_TRACING);
    this.#span = span;
    this.#holder = holder;
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
      case BASE:
        return this.#base;
      default:
        return this.#base.getValue(key);
    }
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === spanKey) return new SpanFrame(this.#base, value, this.#holder);
    if (key === HOLDER) return new SpanFrame(this.#base, this.#span, value as GuardHolder);
    return new SpanFrame(this.#base.setValue(key, value), this.#span, this.#holder);
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
