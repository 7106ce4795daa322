/** Whether there is anything to trace with: the SDK's tracer, and suppression. */
import { type Context, createContextKey, type ProxyTracerProvider, trace, type Tracer, type TracerProvider } from '@opentelemetry/api';
import { SCOPE, VERSION } from './version.js';

// the key of suppressTracing in @opentelemetry/core, which gives no other way to ask without depending on it
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

let provider: TracerProvider | undefined;
let tracer: Tracer | undefined;

/** The tracer of the SDK that is registered now, whenever that happened; `undefined` when there is none. */
export function currentTracer(): Tracer | undefined {
  const current = trace.getTracerProvider();
  if (current !== provider || tracer === undefined) {
    const { getDelegateTracer } = current as Partial<ProxyTracerProvider>;
    tracer = getDelegateTracer === undefined
      ? current.getTracer(SCOPE, VERSION)
      : getDelegateTracer.call(current as ProxyTracerProvider, SCOPE, VERSION);
    provider = current;
  }
  return tracer;
}

/** Whether the application asked for no spans in this context (`suppressTracing`). */
export function isSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS_TRACING) === true;
}
