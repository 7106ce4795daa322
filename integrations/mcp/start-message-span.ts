/** Starts the span of a message: its place in a trace, and its links. */
import {
  type Context,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  trace,
  type Tracer,
  isSpanContextValid,
} from '@opentelemetry/api';
import { callSafely } from '../../lib/global/report.js';
import { relationAttributes } from '../../lib/links/link-attributes.js';
import { isSameSpan } from '../../lib/links/span-context.js';
import { createPlan } from '../../lib/spans/span-plan.js';
import { start } from '../../lib/spans/start.js';
import type { StartedSpan } from '../../lib/spans/started-span.js';
import type { Description } from './attributes.js';
import { senderIn, withBaggage } from './meta.js';
import type { McpSettings } from './settings.js';

/** Starts the span of a message that is sent. @returns `undefined` where the SDK failed. Never throws. */
export function startSent(
  tracer: Tracer,
  { name, attributes }: Description,
  active: Context,
  site: string,
): StartedSpan | undefined {
  const plan = createPlan(name, { kind: SpanKind.CLIENT, attributes }, { site });
  return start(tracer, { plan, callee: nothing, self: undefined, args: [] }, active, undefined);
}

/** Starts the span of a message that arrived. @returns `undefined` where the SDK failed. Never throws. */
export function startReceived(
  tracer: Tracer,
  { name, attributes }: Description,
  params: unknown,
  active: Context,
  { site, relation, trust }: McpSettings,
): StartedSpan | undefined {
  const sender = senderIn(params, relation === 'parent' ? 'parent' : 'origin');
  const isTrusted =
    sender !== undefined &&
    relation !== 'link' &&
    (trust === undefined || callSafely(site, 'trust', trust, undefined, [sender]) === true);
  const ambient = liveSpanIn(active);
  const parent = isTrusted ? sender.context : sender === undefined ? ambient : undefined;
  const links = sender === undefined ? [] : [isTrusted ? sender : withOrigin(sender)];
  if (sender !== undefined && ambient !== undefined && !isSameSpan(ambient, sender.context)) {
    links.push({ context: ambient, attributes: relationAttributes('caller') ?? {} });
  }
  const root = parent === undefined;
  const place = isTrusted ? trace.setSpanContext(active, sender.context) : active;
  const plan = createPlan(name, { kind: SpanKind.SERVER, attributes, links, root }, { site });
  const from = withBaggage(place, params, site);
  return start(tracer, { plan, callee: nothing, self: undefined, args: [] }, from, undefined);
}

/** A parent that is not trusted is a cause all the same. */
function withOrigin({ context }: Link): Link {
  return { context, attributes: relationAttributes('origin') ?? {} };
}

/**
 * Returns the ambient span, unless it has ended: what is read from a connection arrives in the context in which the
 * connection was opened, whose span has caused none of it.
 */
function liveSpanIn(active: Context): SpanContext | undefined {
  const span = trace.getSpan(active) as (Span & { readonly ended?: unknown }) | undefined;
  if (span === undefined || span.ended === true) return undefined;
  const context = span.spanContext();
  return isSpanContextValid(context) ? context : undefined;
}

function nothing(): void {}
