/** A span that is started later than its work began. */
import type { Tracer } from '@opentelemetry/api';

/**
 * Returns the tracer with a start time for its next span.
 *
 * @param startTime When the work began, in ms since 1970; `undefined` for now.
 */
export function startingAt(startTime: number | undefined, tracer: Tracer): Tracer {
  if (startTime === undefined) return tracer;
  let first: { startTime: number } | undefined = { startTime };
  const startSpan: Tracer['startSpan'] = (name, options, parent) => {
    const given = { ...options, ...first };
    first = undefined;
    return tracer.startSpan(name, given, parent);
  };
  return { startSpan, startActiveSpan: tracer.startActiveSpan.bind(tracer) };
}
