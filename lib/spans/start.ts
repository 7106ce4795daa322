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
import { GUARD_HOLDER, SpanFrame } from './frame.js';
import { BEGIN, guardOf, LINKS, newGuard, type SpanGuard } from './guard.js';
import { joinAttributes, relationAttributes } from '../links/link-attributes.js';
import { LinkSet } from '../links/link-set.js';
import { StartedSpan } from './started-span.js';
import { evaluateOption, type Call, defaultName, spanName } from './span-plan.js';
import { reportFailure } from '../global/report.js';
import { collectLinks } from '../sources/links-from.js';
import { isSameSpan } from '../links/span-context.js';
import { LinkOverflow } from './link-overflow.js';

/**
 * Starts the span of a call, and gives the context to run in; a pending guard becomes the span's. Never throws: where
 * the SDK does, the guard is disabled, and the ambient span stays active.
 */
export function begin(call: Call, tracer: Tracer, active: Context, guard: SpanGuard | undefined): Context {
  const { plan } = call;
  const { options } = plan;
  const site = (plan.site ||= defaultName(call));
  try {
    const isMoved = options.parent !== undefined || options.root || options.linkCaller;
    const origin = isMoved ? findOrigin(call, active) : undefined;
    const isLinked =
      plan.selections.length > 0 || options.links !== undefined || guard !== undefined || plan.causes !== undefined;
    const set = isLinked || origin ? gatherLinks(call, origin ?? { context: active, links: [] }, guard) : undefined;
    const links = set && LinkOverflow.atStart(tracer, set);
    const attributes = joinAttributes(evaluateOption(call, 'attributes', options.attributes), links?.mirror());
    const kind = options.kind ?? SpanKind.INTERNAL;
    const name = spanName(call);
    const start = { kind, attributes, links: links?.recorded ?? set?.links } as SpanStart;
    const span = tracer.startSpan(name, start, origin?.context ?? active);
    const open = new StartedSpan(active, span, tracer, site, name);
    if (set !== undefined) open.startedWith(set, links);
    call.open = open;
    guard?.[BEGIN](open);
    if (options.linkCaller === 'both') linkForward(active, span.spanContext());
    return open;
  } catch (error) {
    reportFailure(site, 'could not start its span; the method runs without one', error);
    const disabled = guard ?? newGuard();
    disabled[BEGIN](undefined);
    return new SpanFrame(active, trace.getSpan(active), { guard: disabled });
  }
}

/** Where a span starts that is no child of the ambient one, and what it is linked to for that. */
interface Origin {
  readonly context: Context;
  readonly links: readonly Link[];
}

/** The trace of `parent`, or a new one, or else the ambient one; the ambient span may become a link. */
function findOrigin(call: Call, active: Context): Origin {
  const { plan, args } = call;
  const { root, linkCaller } = plan.options;
  const caller = trace.getSpanContext(active);
  const found = new LinkSet();
  collectLinks(found, evaluateOption(call, 'parent', plan.options.parent), undefined, plan.site, args);
  const [first, ...others] = found.links;
  if (first === undefined && !root && !linkCaller) return { context: active, links: [] };
  const isLinked = caller !== undefined && (first === undefined ? linkCaller : !isSameSpan(caller, first.context));
  if (isLinked && isSpanContextValid(caller))
    others.push({ context: caller, attributes: relationAttributes('caller') as Attributes });
  if (first === undefined) return { context: trace.deleteSpan(active), links: others };
  return { context: trace.setSpanContext(active, first.context), links: others };
}

/** What the options, the decorators and the guard name as causes. */
function gatherLinks(call: Call, origin: Origin, guard: SpanGuard | undefined): LinkSet {
  const { plan, args } = call;
  const { options, selections, site } = plan;
  const set = new LinkSet(trace.getSpanContext(origin.context));
  addAll(set, origin.links);
  if (options.links !== undefined)
    collectLinks(set, evaluateOption(call, 'links', options.links), undefined, site, args);
  for (const { from, options: linkOptions } of selections) {
    collectLinks(
      set,
      typeof from === 'number' ? args[from] : evaluateOption(call, 'selector', from),
      linkOptions,
      site,
      args,
    );
  }
  if (plan.causes !== undefined) addAll(set, plan.causes);
  if (guard !== undefined) addAll(set, guard[LINKS] ?? []);
  return set;
}

function addAll(set: LinkSet, links: readonly Link[]): void {
  for (const { context, attributes } of links) set.add(context, attributes);
}

/** The caller's span learns what it triggered. */
function linkForward(active: Context, target: SpanContext): void {
  const caller = trace.getSpan(active);
  const holder = active.getValue(GUARD_HOLDER) as StartedSpan | undefined;
  if (caller === undefined) return;
  if (holder?.span === caller) guardOf(holder).link(target, { relation: 'triggered' });
  else caller.addLink({ context: target, attributes: relationAttributes('triggered') ?? {} });
}
