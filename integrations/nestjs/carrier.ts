/** What goes onto outgoing messages. */
import { type Context, context, isSpanContextValid, trace } from '@opentelemetry/api';

import { readCarrier } from '../../lib/sources/headers/read-carrier.js';
import { reportFailure } from '../../lib/global/report.js';
import { currentTracer } from '../../lib/global/tracer.js';
import { isSuppressed } from '../../lib/global/suppression.js';
import { injectCarrier } from '../../lib/spans/inject-carrier.js';

/** Names us in reports. */
const SITE = 'spanlink/nestjs carrier';

/** Headers by name, in a plain object. */
export type Headers = Readonly<Record<string, unknown>>;

/** Whether a message that is sent in this context has a span to tell of. */
export function isTraced(active: Context): boolean {
  const span = trace.getSpanContext(active);
  return span !== undefined && isSpanContextValid(span) && !isSuppressed(active) && currentTracer() !== undefined;
}

/**
 * The carrier of the active span, as the application's propagator writes it, or W3C's; `undefined` where there is none.
 */
export function activeCarrier(): Record<string, string> | undefined {
  const active = context.active();
  if (!isTraced(active)) return undefined;
  return injectCarrier(active, SITE);
}

/**
 * A copy of the headers with the carrier; `undefined` where they are no plain object, or carry a context already, which
 * the application chose.
 */
export function mergeCarrier(headers: unknown, carrier: Headers): Headers | undefined {
  if (headers === undefined || headers === null) return { ...carrier };
  return isPlain(headers) && readCarrier(headers) === undefined ? { ...carrier, ...headers } : undefined;
}

/** What the work gives; the fallback where that throws, as no message is lost over its carrier. */
export function orFallback<T>(fallback: T, work: () => T): T {
  try {
    return work();
  } catch (error) {
    reportFailure(SITE, 'could not be put on a message', error);
    return fallback;
  }
}

/** Whether an object is no more than its fields. */
export function isPlain(value: unknown): value is Headers {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
