/** The tracer of the application's SDK. */
import { type ProxyTracerProvider, trace, type Tracer, type TracerProvider } from '@opentelemetry/api';
import { reportFailure } from './report.js';
import { SCOPE, VERSION } from './version.js';

let provider: unknown;
let tracer: Tracer | undefined;
let isMissed = false;

/** Returns the tracer of the SDK that is registered now, whenever that happened; `undefined` without one. */
export function currentTracer(): Tracer | undefined {
  const registered = trace.getTracerProvider() as TracerProvider & Partial<ProxyTracerProvider>;
  // the API's own provider passes on to one that may be set again
  const current: unknown = registered.getDelegate?.() ?? registered;
  if (current !== provider) {
    provider = current;
    tracer = getTracer(registered);
    if (tracer === undefined) missSdk();
  } else if (tracer === undefined) tracer = getTracer(registered);
  return tracer;
}

/** Takes note of the first call without an SDK. */
function missSdk(): void {
  if (isMissed) return;
  isMissed = true;
  void import('./missing-sdk.js').then(
    ({ awaitSdk }) => awaitSdk(() => currentTracer() !== undefined),
    () => undefined,
  );
}

function getTracer(registered: TracerProvider & Partial<ProxyTracerProvider>): Tracer | undefined {
  try {
    return registered.getDelegateTracer === undefined
      ? registered.getTracer(SCOPE, VERSION)
      : registered.getDelegateTracer(SCOPE, VERSION);
  } catch (error) {
    reportFailure('currentTracer', 'could not get a tracer of the provider; there are no spans', error);
    return undefined;
  }
}
