/** Starts the span of a message: its place in a trace, and its links. */
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { callSafely } from '../../lib/global/report.js';
import { distrust } from '../../lib/links/distrust.js';
import { relationAttributes } from '../../lib/links/link-attributes.js';
import type { Relation } from '../../lib/links/link-options.js';
import { isSameSpan } from '../../lib/links/span-context.js';
import { frameOver } from '../../lib/spans/frame.js';
import type { SpanOptions } from '../../lib/spans/span-options.js';
import { createPlan } from '../../lib/spans/span-plan.js';
import { start } from '../../lib/spans/start.js';
import type { StartedSpan } from '../../lib/spans/started-span.js';
import type { Description } from './attributes.js';
import { LocalDecision } from './local-decision.js';
import { read } from './message.js';
import { senderIn, withBaggage } from './meta.js';
import type { McpSettings } from './settings.js';

const SENT: SpanOptions = { kind: SpanKind.CLIENT };
const CONTINUING: SpanOptions = { kind: SpanKind.SERVER };
const BEGINNING: SpanOptions = { kind: SpanKind.SERVER, root: true };

/** Starts the span of a message that is sent. @returns `undefined` where the SDK failed. Never throws. */
export function startSent(
  tracer: Tracer,
  description: Description,
  active: Context,
  site: string,
): StartedSpan | undefined {
  return startIn(active, tracer, description, SENT, site);
}

/** Starts the span of a message that arrived. @returns `undefined` where the SDK failed. Never throws. */
export function startReceived(
  tracer: Tracer,
  description: Description,
  params: unknown,
  active: Context,
  { site, relation, trust }: McpSettings,
): StartedSpan | undefined {
  const meta = read(params, '_meta');
  const from = withBaggage(active, meta, site);
  const local = liveSpanIn(active);
  const sender = senderIn(meta);
  if (sender === undefined)
    return startIn(from, tracer, description, local === undefined ? BEGINNING : CONTINUING, site);
  const link = related(sender, relation === 'parent' ? 'parent' : 'origin');
  const isTrusted = trust && callSafely(site, 'trust', trust, undefined, [link]) === true;
  if (isTrusted === false) distrust(sender);
  const isContinued = relation !== 'link' && isTrusted !== false;
  const links = [isContinued ? link : related(sender, 'origin')];
  const caller = local?.spanContext();
  if (caller !== undefined && !isSameSpan(caller, sender)) links.push(related(caller, 'caller'));
  if (!isContinued) return startIn(from, tracer, description, BEGINNING, site, links);
  const parent = trace.wrapSpanContext(sender);
  const isOurs = isTrusted === undefined && isSampled(sender);
  const place = isOurs ? new LocalDecision(from, parent, local) : frameOver(from, parent, NO_GUARD);
  return startIn(place, tracer, description, CONTINUING, site, links);
}

/** Links and attributes are additions, which are taken as they are: a sampler knows a sender that is not trusted. */
function startIn(
  context: Context,
  tracer: Tracer,
  { name, attributes }: Description,
  options: SpanOptions,
  site: string,
  links?: readonly Link[],
): StartedSpan | undefined {
  const plan = createPlan(name, options, { site });
  const call = { plan, callee: nothing, self: undefined, args: NONE, additions: { links, attributes } };
  return start(tracer, call, context, undefined);
}

function related(context: SpanContext, relation: Relation): Link {
  return { context, attributes: relationAttributes(relation) as Attributes };
}

/** A sender that is not sampled asks for nothing. */
function isSampled({ traceFlags }: SpanContext): boolean {
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}

/**
 * Returns the ambient span, unless it has ended: what is read from a connection arrives in the context in which the
 * connection was opened, whose span has caused none of it.
 */
function liveSpanIn(active: Context): Span | undefined {
  const span = trace.getSpan(active) as (Span & { readonly ended?: unknown }) | undefined;
  return span === undefined || span.ended === true || !isSpanContextValid(span.spanContext()) ? undefined : span;
}

const NO_GUARD = {};
const NONE: readonly unknown[] = [];

function nothing(): void {}
