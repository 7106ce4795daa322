/** Starts the span of a message: its place in a trace, and its links. */
import {
  type Context,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  trace,
  TraceFlags,
  type Tracer,
  isSpanContextValid,
} from '@opentelemetry/api';
import { callSafely } from '../../lib/global/report.js';
import { distrust } from '../../lib/links/distrust.js';
import { relationAttributes } from '../../lib/links/link-attributes.js';
import { isSameSpan } from '../../lib/links/span-context.js';
import { createPlan } from '../../lib/spans/span-plan.js';
import { start } from '../../lib/spans/start.js';
import type { StartedSpan } from '../../lib/spans/started-span.js';
import type { Description } from './attributes.js';
import { decidingLocally } from './local-decision.js';
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
  const isTrusted = sender === undefined || trust === undefined ? undefined : isTrustedBy(trust, site, sender);
  const isContinued = sender !== undefined && relation !== 'link' && isTrusted !== false;
  if (sender !== undefined && isTrusted === false) distrust(sender.context);
  const local = liveSpanIn(active);
  const links = sender === undefined ? [] : [isContinued ? sender : withOrigin(sender)];
  if (sender !== undefined && local !== undefined && !isSameSpan(local.spanContext(), sender.context)) {
    links.push({ context: local.spanContext(), attributes: relationAttributes('caller') ?? {} });
  }
  const root = !isContinued && (sender !== undefined || local === undefined);
  const place = isContinued ? trace.setSpanContext(active, sender.context) : active;
  const plan = createPlan(name, { kind: SpanKind.SERVER, attributes, root }, { site });
  const deciding =
    isContinued && isTrusted === undefined && isSampled(sender.context) ? decidingLocally(tracer, local) : tracer;
  const from = withBaggage(place, params, site);
  // as additions, which stay the same objects, so that a sampler knows those that are not trusted
  return start(deciding, { plan, callee: nothing, self: undefined, args: [], additions: { links } }, from, undefined);
}

function isTrustedBy(trust: (link: Link) => boolean, site: string, sender: Link): boolean {
  return callSafely(site, 'trust', trust, undefined, [sender]) === true;
}

/** A sender that is not sampled asks for nothing. */
function isSampled({ traceFlags }: SpanContext): boolean {
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}

/** A parent that is not continued is a cause all the same. */
function withOrigin({ context }: Link): Link {
  return { context, attributes: relationAttributes('origin') ?? {} };
}

/**
 * Returns the ambient span, unless it has ended: what is read from a connection arrives in the context in which the
 * connection was opened, whose span has caused none of it.
 */
function liveSpanIn(active: Context): Span | undefined {
  const span = trace.getSpan(active) as (Span & { readonly ended?: unknown }) | undefined;
  return span === undefined || span.ended === true || !isSpanContextValid(span.spanContext()) ? undefined : span;
}

function nothing(): void {}
