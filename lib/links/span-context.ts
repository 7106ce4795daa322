/** Checks of span contexts that came from outside. */
import {
  type Context,
  INVALID_SPANID,
  INVALID_TRACEID,
  isSpanContextValid,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import { reportFailure } from '../global/report.js';

/** Returns the span context of a context's span, which may be anybody's; `undefined` without one. Never throws. */
export function spanContextIn(context: Context): SpanContext | undefined {
  try {
    return trace.getSpanContext(context);
  } catch (error) {
    reportFailure('active span', 'could not be asked for its span context', error);
    return undefined;
  }
}

/**
 * Copies an object that looks like a span context, reading each property once. Its ids are in lower case, as W3C has
 * them: OpenTelemetry's check lets both pass, and one span would be two causes.
 */
export function copySpanContext(value: unknown): SpanContext | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { traceId, spanId, traceFlags, traceState, isRemote } = value as Partial<SpanContext>;
  if (typeof traceId !== 'string' || typeof spanId !== 'string') return undefined;
  const context: SpanContext = {
    traceId: traceId.toLowerCase(),
    spanId: spanId.toLowerCase(),
    traceFlags: typeof traceFlags === 'number' ? traceFlags : 0,
  };
  if (typeof isRemote === 'boolean') context.isRemote = isRemote;
  if (typeof traceState?.serialize === 'function') context.traceState = traceState;
  return context;
}

/** Copies a span context that names a span; `undefined` for any other. */
export function copyValidContext(value: unknown): SpanContext | undefined {
  const copy = copySpanContext(value);
  return copy !== undefined && isSpanContextValid(copy) ? copy : undefined;
}

/** Returns true for a context of zeros: the link to it points to nothing, and only describes. */
export function isZeroContext(context: SpanContext): boolean {
  return context.traceId === INVALID_TRACEID && context.spanId === INVALID_SPANID;
}

/** Returns true if both contexts name one span. */
export function isSameSpan(one: SpanContext, other: SpanContext): boolean {
  // most differ in the last digit, and engines compare parts of texts, as parsed ids are, outside of compiled code
  const differs = (one.spanId.charCodeAt(15) | 0) !== (other.spanId.charCodeAt(15) | 0);
  return !differs && one.spanId === other.spanId && one.traceId === other.traceId;
}
