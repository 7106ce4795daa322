/** A tracer whose next span has ids that were made of what it is about. */
import type { Tracer } from '@opentelemetry/api';
import { warnOnce } from '../../../lib/global/report.js';
import type { SpanIds } from '../contract/span-ids.js';

/** The field of an OpenTelemetry SDK's tracer, in all of its versions. */
const GENERATOR = '_idGenerator';

/**
 * Returns true where the spans of a tracer can have given ids. Others cannot be found by those who know what they are
 * about, and must not be linked to by that.
 */
export function takesIds(tracer: Tracer): boolean {
  if (isGenerator((tracer as { [GENERATOR]?: unknown })[GENERATOR])) return true;
  warnOnce(
    'temporalLinks',
    'cannot give spans the ids that others link to: expected a tracer of an OpenTelemetry SDK for JavaScript, found ' +
      'another one. Links to runs and to attempts before lead nowhere or are left out',
  );
  return false;
}

/** Returns the tracer with ids for its next span, where it takes them; a span below another has that one's trace id. */
export function withIds({ traceId, spanId }: SpanIds, tracer: Tracer): Tracer {
  if (!takesIds(tracer)) return tracer;
  const generator = { generateTraceId: () => traceId, generateSpanId: () => spanId };
  let first: Tracer | undefined = Object.create(tracer, { [GENERATOR]: { value: generator } }) as Tracer;
  const startSpan: Tracer['startSpan'] = (...args) => {
    const next = first ?? tracer;
    first = undefined;
    return next.startSpan(...args);
  };
  return { startSpan, startActiveSpan: tracer.startActiveSpan.bind(tracer) };
}

function isGenerator(value: unknown): boolean {
  return typeof (value as { generateSpanId?: unknown } | undefined)?.generateSpanId === 'function';
}
