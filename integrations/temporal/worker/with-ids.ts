/** A tracer whose next span has ids that were made of what it is about. */
import type { Tracer } from '@opentelemetry/api';
import { warnOnce } from '../../../lib/global/report.js';
import type { SpanIds } from '../contract/span-ids.js';

/** The field of an OpenTelemetry SDK's tracer, in all of its versions. */
const GENERATOR = '_idGenerator';

/** One of these is made for each tracer, as an object of its own for each span would make that dearer. */
interface Giver {
  /** The ids of the next span. */
  next: SpanIds;
  readonly tracer: Tracer;
}

const givers = new WeakMap<Tracer, Giver | false>();

/**
 * Returns true where the spans of a tracer can have given ids. Others cannot be found by those who know what they are
 * about, and must not be linked to by that.
 */
export function takesIds(tracer: Tracer): boolean {
  return giverOf(tracer) !== undefined;
}

/** Returns the tracer with ids for its next span, where it takes them; a span below another has that one's trace id. */
export function withIds(ids: SpanIds, tracer: Tracer): Tracer {
  const giver = giverOf(tracer);
  if (giver === undefined) return tracer;
  let isFirst = true;
  const startSpan: Tracer['startSpan'] = (name, options, parent) => {
    if (!isFirst) return tracer.startSpan(name, options, parent);
    isFirst = false;
    giver.next = ids;
    return giver.tracer.startSpan(name, options, parent);
  };
  return { startSpan, startActiveSpan: tracer.startActiveSpan };
}

function giverOf(tracer: Tracer): Giver | undefined {
  let known = givers.get(tracer);
  if (known === undefined) givers.set(tracer, (known = createGiver(tracer) ?? false));
  return known || undefined;
}

function createGiver(tracer: Tracer): Giver | undefined {
  const { [GENERATOR]: own } = tracer as { [GENERATOR]?: { generateSpanId?: unknown } };
  if (typeof own?.generateSpanId !== 'function') {
    warnOnce(
      'temporalLinks',
      'cannot give spans the ids that others link to: expected a tracer of an OpenTelemetry SDK for JavaScript, ' +
        'found another one. Links to runs and to attempts before lead nowhere or are left out',
    );
    return undefined;
  }
  const generator = { generateTraceId: () => giver.next.traceId, generateSpanId: () => giver.next.spanId };
  const giver: Giver = {
    next: { traceId: '', spanId: '' },
    tracer: Object.create(tracer, { [GENERATOR]: { value: generator } }) as Tracer,
  };
  return giver;
}
