/** Writes the context of a span for whoever continues the work elsewhere. */
import { type Context, context, isSpanContextValid, propagation, trace } from '@opentelemetry/api';
import { reportFailure } from '../global/report.js';
import { isSuppressed } from '../global/suppression.js';
import { spanContextIn } from '../links/span-context.js';
import { formatTraceparent } from '../links/traceparent.js';

/**
 * The context of a span as it travels: the W3C headers, and those that the application's propagator writes beside them.
 * Where there is no span, such as without an SDK, it is empty, whatever its type says.
 *
 * @example
 * ```ts
 * const carrier: SentCarrier = SpanGuard.current().carrier();
 * const row = { id: '7', traceparent: carrier.traceparent };
 * ```
 */
export type SentCarrier = Record<string, string> & {
  /** The span, as https://www.w3.org/TR/trace-context/#traceparent-header writes it. */
  traceparent: string;
  /** The state of its trace, where it has one. */
  tracestate?: string;
};

/**
 * Returns what to put in a message, a row or a job, so that its consumer can link to the active span of the context:
 * the application's propagator writes it. A W3C `traceparent`, with the `tracestate` by which consistent sampling
 * decides, stands beside what a propagator of another format writes, so that any reader finds it. Empty where there is
 * no span, or tracing is suppressed.
 *
 * @param site Names the caller in the report of a propagator that throws.
 */
export function injectCarrier(active: Context, site: string): SentCarrier {
  const carrier: Record<string, string> = {};
  writeContext(active, site, carrier);
  return carrier as SentCarrier;
}

function writeContext(active: Context, site: string, carrier: Record<string, string>): void {
  try {
    // a propagator may refuse a context that is not the active one, and a context manager make another one active
    context.with(active, () => {
      const inside = context.active();
      propagation.inject(trace.getSpan(inside) === trace.getSpan(active) ? inside : active, carrier);
    });
  } catch (error) {
    reportFailure(site, "could not be written by the application's propagator", error);
  }
  if (carrier.traceparent !== undefined || isSuppressed(active)) return;
  const span = spanContextIn(active);
  if (span === undefined || !isSpanContextValid(span)) return;
  carrier.traceparent = formatTraceparent(span);
  const tracestate = span.traceState?.serialize();
  if (tracestate) carrier.tracestate = tracestate;
}
