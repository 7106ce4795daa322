/** The application's wish for no spans in a context (`suppressTracing` of `@opentelemetry/core`). */
import { type Context, createContextKey } from '@opentelemetry/api';

// the key of suppressTracing in @opentelemetry/core, which gives no other way to ask without depending on it
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Returns true where the application asked for no spans. */
export function isSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS_TRACING) === true;
}

/** Returns the context with tracing suppressed: nothing starts a span in it. */
export function suppressed(context: Context): Context {
  return context.setValue(SUPPRESS_TRACING, true);
}
