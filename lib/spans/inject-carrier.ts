/** Writes the context of a span for whoever continues the work elsewhere. */
import { type Context, isSpanContextValid, propagation, trace } from '@opentelemetry/api';
import { reportFailure } from '../global/report.js';
import { isSuppressed } from '../global/suppression.js';
import { formatTraceparent } from '../links/traceparent.js';

/**
 * Returns what to put in a message, a row or a job, so that its consumer can link to the active span of the context:
 * the application's propagator writes it, or, where that writes nothing, the W3C headers are written with their
 * `tracestate`, by which consistent sampling decides. Empty where there is no span, or tracing is suppressed.
 *
 * @param site Names the caller in the report of a propagator that throws.
 */
export function injectCarrier(context: Context, site: string): Record<string, string> {
  const carrier: Record<string, string> = {};
  try {
    propagation.inject(context, carrier);
  } catch (error) {
    reportFailure(site, "could not be written by the application's propagator", error);
  }
  if (Object.keys(carrier).length > 0 || isSuppressed(context)) return carrier;
  const span = trace.getSpanContext(context);
  if (span === undefined || !isSpanContextValid(span)) return carrier;
  carrier.traceparent = formatTraceparent(span);
  const tracestate = span.traceState?.serialize();
  if (tracestate) carrier.tracestate = tracestate;
  return carrier;
}
