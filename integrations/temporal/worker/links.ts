/** What a carrier brings: links to its span, and baggage. */
import { type Baggage, type Context, type Link, propagation, ROOT_CONTEXT, type SpanContext } from '@opentelemetry/api';
import { callSafely } from '../../../lib/global/report.js';
import { linksFrom } from '../../../lib/sources/links-from.js';
import type { Carrier } from '../contract/carrier.js';

/** Returns the links to the span in a carrier; none for an empty one. */
export function linksTo(carrier: Carrier, relation: string): readonly Link[] {
  return Object.keys(carrier).length === 0 ? [] : linksFrom(carrier, { relation });
}

/** Returns the context of the span in a carrier. */
export function spanIn(carrier: Carrier): SpanContext | undefined {
  return linksTo(carrier, '')[0]?.context;
}

/** Returns the context with the baggage in a carrier, as the application's propagator reads it. */
export function withBaggage(active: Context, carrier: Carrier): Context {
  const read = (): Baggage | undefined => propagation.getBaggage(propagation.extract(ROOT_CONTEXT, carrier));
  const baggage = callSafely('temporalLinks', 'baggage', read, undefined, []);
  return baggage === undefined ? active : propagation.setBaggage(active, baggage as Baggage);
}
