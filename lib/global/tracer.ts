/** The tracer of the application's SDK. */
import { type ProxyTracerProvider, trace, type Tracer, type TracerProvider } from '@opentelemetry/api';
import { SCOPE, VERSION } from './version.js';

let provider: TracerProvider | undefined;
let tracer: Tracer | undefined;

/** Returns the tracer of the SDK that is registered now, whenever that happened; `undefined` without one. */
export function currentTracer(): Tracer | undefined {
  const current = trace.getTracerProvider();
  if (current !== provider || tracer === undefined) {
    const { getDelegateTracer } = current as Partial<ProxyTracerProvider>;
    tracer =
      getDelegateTracer === undefined
        ? current.getTracer(SCOPE, VERSION)
        : getDelegateTracer.call(current as ProxyTracerProvider, SCOPE, VERSION);
    provider = current;
  }
  return tracer;
}
