/** The carrier of outgoing messages. */
import { type Context, context, isSpanContextValid } from '@opentelemetry/api';
import { Observable } from 'rxjs';
import { reportFailure } from '../../lib/global/report.js';
import { isSuppressed } from '../../lib/global/suppression.js';
import { currentTracer } from '../../lib/global/tracer.js';
import { spanContextIn } from '../../lib/links/span-context.js';
import { readCarrier } from '../../lib/sources/headers/read-carrier.js';
import { injectCarrier } from '../../lib/spans/inject-carrier.js';

/** The site of these functions in reports. */
const SITE = 'spanlink/nestjs carrier';

/** Headers as a plain object. */
export type Headers = Readonly<Record<string, unknown>>;

/** Returns true if a message sent in this context has a span to carry. */
export function isTraced(active: Context): boolean {
  const span = spanContextIn(active);
  return span !== undefined && isSpanContextValid(span) && !isSuppressed(active) && currentTracer() !== undefined;
}

/**
 * Returns the carrier of the active span, as the application's propagator writes it, or else in W3C's format;
 * `undefined` if there is no span.
 */
export function activeCarrier(): Record<string, string> | undefined {
  const active = context.active();
  if (!isTraced(active)) return undefined;
  return injectCarrier(active, SITE);
}

/**
 * Copies the headers and adds the carrier. What is left in them of a context that cannot be read is dropped: an old
 * trace state does not belong to this span.
 *
 * @returns `undefined` if they are not a plain object, or already carry a context, which the application chose.
 */
export function mergeCarrier(headers: unknown, carrier: Headers): Headers | undefined {
  if (headers === undefined || headers === null) return { ...carrier };
  if (!isPlain(headers) || readCarrier(headers) !== undefined) return undefined;
  const kept = Object.entries(headers).filter(([name]) => !isTraceContext(name));
  return { ...carrier, ...Object.fromEntries(kept) };
}

/** Returns true for the headers of W3C Trace Context, in any case. */
export function isTraceContext(name: string): boolean {
  return /^trace(parent|state)$/i.test(name);
}

/** Sends a request by subscribing: in the context of the subscriber, or of the call if no span is active then. */
export function sendIn<T>(called: Context, source: Observable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const now = context.active();
    return context.with(isTraced(now) || isSuppressed(now) ? now : called, () => source.subscribe(subscriber));
  });
}

/** Returns the result of the work, or the fallback if it throws: no message may be lost because of its carrier. */
export function orFallback<T>(fallback: T, work: () => T): T {
  try {
    return work();
  } catch (error) {
    reportFailure(SITE, 'could not be put on a message', error);
    return fallback;
  }
}

/** Returns true for an object that is no more than its fields. */
export function isPlain(value: unknown): value is Headers {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
