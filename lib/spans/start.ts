/** Starts the span of one call: its parent, its links, its attributes. */
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  type Link,
  type SpanContext,
  SpanKind,
  type SpanOptions as SpanStart,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { callSafely, reportFailure } from '../global/report.js';
import { joinAttributes, relationAttributes } from '../links/link-attributes.js';
import { LinkSet } from '../links/link-set.js';
import { isSameSpan } from '../links/span-context.js';
import { collectLinks } from '../sources/links-from.js';
import { GUARD_HOLDER, SpanFrame } from './frame.js';
import { disabledGuard, guardOf, type SpanGuard } from './guard.js';
import { LinkOverflow } from './link-overflow.js';
import { type Call, evaluateOption, siteOf, spanName } from './span-plan.js';
import { StartedSpan } from './started-span.js';
import { GUARD } from './guard-protocol.js';

/**
 * Starts the span of a call. A pending guard becomes the span's.
 *
 * @param active The context in which the call was made.
 * @param guard A pending guard that the call adopted, if any.
 * @returns The span, which is also the context to run in; `undefined` where the SDK failed. Never throws.
 */
export function start(
  tracer: Tracer,
  call: Call,
  active: Context,
  guard: SpanGuard | undefined,
): StartedSpan | undefined {
  const { plan, additions } = call;
  const { options } = plan;
  const site = siteOf(call);
  try {
    const isMoved = options.parent !== undefined || options.root || options.linkCaller || additions?.root !== undefined;
    const origin = isMoved ? findOrigin(call, active) : undefined;
    const isLinked =
      plan.selections.length > 0 || options.links !== undefined || guard !== undefined || additions !== undefined;
    const set = isLinked || origin ? gatherLinks(call, origin ?? { context: active, links: [] }, guard) : undefined;
    const overflow = set && LinkOverflow.atStart(tracer, set);
    const attributes = joinAttributes(gatherAttributes(call), overflow?.mirror());
    const kind = options.kind ?? SpanKind.INTERNAL;
    const name = spanName(call);
    const given = { kind, attributes, links: overflow?.recorded ?? set?.links } as SpanStart;
    const span = tracer.startSpan(name, given, origin?.context ?? active);
    const started = new StartedSpan(active, span, tracer, site, name);
    if (set !== undefined) started.startedWith(set, overflow);
    if (guard !== undefined) {
      started.guard = guard;
      guard[GUARD].start(started);
    }
    if (options.linkCaller === 'both') linkForward(active, span.spanContext());
    return started;
  } catch (error) {
    reportFailure(site, 'could not start its span; the method runs without one', error);
    guard?.[GUARD].start(undefined);
    return undefined;
  }
}

/** Returns a context in which the ambient span stays active, with a guard that is disabled by default. */
export function contextWithoutSpan(active: Context, guard: SpanGuard = disabledGuard()): Context {
  return new SpanFrame(active, trace.getSpan(active), { guard });
}

/** The place of a span in a trace: the context of its parent, and the links that this brings. */
interface Origin {
  readonly context: Context;
  readonly links: readonly Link[];
}

/** The trace of `parent`, or a new one, or else the ambient one; the ambient span may become a link. */
function findOrigin(call: Call, active: Context): Origin {
  const { plan, args, additions } = call;
  const { root, linkCaller } = additions?.root === undefined ? plan.options : { root: true, ...additions.root };
  const caller = trace.getSpanContext(active);
  const found = new LinkSet();
  collectLinks(found, evaluateOption(call, 'parent', plan.options.parent), undefined, plan.cache.site, args);
  const [first, ...others] = found.links;
  if (first === undefined && !root && !linkCaller) return { context: active, links: [] };
  const isLinked = caller !== undefined && (first === undefined ? linkCaller : !isSameSpan(caller, first.context));
  if (isLinked && isSpanContextValid(caller))
    others.push({ context: caller, attributes: relationAttributes('caller') as Attributes });
  if (first === undefined) return { context: trace.deleteSpan(active), links: others };
  return { context: trace.setSpanContext(active, first.context), links: others };
}

/** The causes that the options, the decorators, an interceptor and the guard name. */
function gatherLinks(call: Call, origin: Origin, guard: SpanGuard | undefined): LinkSet {
  const { plan, args, additions } = call;
  const { options, selections, cache } = plan;
  const set = new LinkSet(trace.getSpanContext(origin.context));
  addAll(set, origin.links);
  if (options.links !== undefined) {
    collectLinks(set, evaluateOption(call, 'links', options.links), undefined, cache.site, args);
  }
  for (const { from, options: linkOptions } of selections) {
    const source = typeof from === 'number' ? args[from] : evaluateOption(call, 'selector', from);
    collectLinks(set, source, linkOptions, cache.site, args);
  }
  if (additions?.links !== undefined) addAll(set, additions.links);
  if (guard !== undefined) addAll(set, guard[GUARD].links);
  return set;
}

function addAll(set: LinkSet, links: readonly Link[]): void {
  for (const { context, attributes } of links) set.add(context, attributes);
}

function gatherAttributes(call: Call): unknown {
  const { plan, additions } = call;
  const given = evaluateOption(call, 'attributes', plan.options.attributes);
  const added = additions?.attributes;
  if (added === undefined) return given;
  // the application's may throw as they are copied, which must not cost the others
  return callSafely(plan.cache.site, 'attributes', () => joinAttributes(given, added), undefined, []) ?? added;
}

/** Links the caller's span to the one that it triggered. */
function linkForward(active: Context, target: SpanContext): void {
  const caller = trace.getSpan(active);
  const holder = active.getValue(GUARD_HOLDER) as StartedSpan | undefined;
  if (caller === undefined) return;
  if (holder?.span === caller) guardOf(holder).link(target, { relation: 'triggered' });
  else caller.addLink({ context: target, attributes: relationAttributes('triggered') ?? {} });
}
