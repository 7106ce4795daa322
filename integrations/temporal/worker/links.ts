/** What a carrier brings: links to its span, and baggage. */
import {
  type Attributes,
  type Baggage,
  type Context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import { callSafely } from '../../../lib/global/report.js';
import { relationAttributes } from '../../../lib/links/link-attributes.js';
import { linksFrom } from '../../../lib/sources/links-from.js';
import { activeContext } from '../../../lib/spans/active-context.js';
import type { Carrier } from '../contract/carrier.js';

/** Returns the context of the span in a carrier; `undefined` where there is none. */
export function spanIn(carrier: Carrier): SpanContext | undefined {
  return isEmpty(carrier) ? undefined : linksFrom(carrier)[0]?.context;
}

/** Adds a link to a span, if there is one. */
export function addLink(links: Link[], context: SpanContext | undefined, relation: string): void {
  if (context !== undefined) links.push({ context, attributes: relationAttributes(relation) as Attributes });
}

/**
 * Returns the context with the baggage in a carrier, as the application's propagator reads it, and with a parent.
 *
 * @returns `undefined` for the active context as it is.
 */
export function contextOf(carrier: Carrier, parent: SpanContext | undefined): Context | undefined {
  const baggage = Object.keys(carrier).every(isOfSpan) ? undefined : baggageIn(carrier);
  if (baggage === undefined && parent === undefined) return undefined;
  const active = baggage === undefined ? activeContext() : propagation.setBaggage(activeContext(), baggage);
  return parent === undefined ? active : trace.setSpanContext(active, parent);
}

function baggageIn(carrier: Carrier): Baggage | undefined {
  const read = (): Baggage | undefined => propagation.getBaggage(propagation.extract(ROOT_CONTEXT, carrier));
  return callSafely('temporalLinks', 'baggage', read, undefined, []) as Baggage | undefined;
}

function isEmpty(carrier: Carrier): boolean {
  for (const _name in carrier) return false;
  return true;
}

/** Returns true for names that hold no baggage. */
function isOfSpan(name: string): boolean {
  return name === 'traceparent' || name === 'tracestate' || name.startsWith('spanlink-');
}
