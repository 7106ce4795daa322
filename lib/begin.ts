/** Starts the span of one call: its parent, its links, its attributes. */
import { type Context, isSpanContextValid, type Link, type Span, type SpanContext, SpanKind, type SpanOptions as SpanStart, trace, type Tracer } from '@opentelemetry/api';
import { HOLDER, SpanFrame } from './frame.js';
import { BEGIN, LINKS, newGuard, type SpanGuard } from './guard.js';
import { joinAttributes, relationAttributes } from './link-attributes.js';
import { LinkSet } from './link-set.js';
import { OpenSpan } from './open-span.js';
import { ask, type Call, defaultName, spanName, type SpanPlan } from './plan.js';
import { reportFailure } from './report.js';
import { collectLinks } from './source.js';
import { isSameSpan } from './span-context.js';
import { SpanLinks } from './span-links.js';

/**
 * Starts the span of a call, and gives the context to run in; a pending guard becomes the span's. Never throws: where
 * the SDK does, the guard is disabled, and the ambient span stays active.
 */
export function begin(call: Call, tracer: Tracer, active: Context, guard: SpanGuard | undefined): SpanFrame {
  const { options } = call.plan;
  const site = (call.plan.site ||= defaultName(call));
  const ambient = trace.getSpan(active);
  try {
    const set = isLinked(call.plan) || guard !== undefined ? new LinkSet() : undefined;
    const start = set === undefined ? active : findStart(call, set, active, ambient);
    const parent = start === active ? ambient?.spanContext() : trace.getSpanContext(start);
    const links = set && gatherLinks(call, set, parent, guard?.[LINKS]) > 0 ? new SpanLinks(tracer, set) : undefined;
    const initial = links?.atStart();
    const attributes = joinAttributes(ask(call, 'attributes', options.attributes), links?.mirror());
    const kind = options.kind ?? SpanKind.INTERNAL;
    const name = spanName(call);
    const span = tracer.startSpan(name, { kind, attributes, links: initial } as SpanStart, start);
    links?.started(span);
    const open = new OpenSpan(site, name, span, tracer, parent, links);
    const frame = new SpanFrame(active, span, open);
    open.context = frame;
    call.open = open;
    guard?.[BEGIN](open);
    if (options.linkCaller === 'both' && ambient !== undefined) linkForward(active, ambient, span.spanContext());
    return frame;
  } catch (error) {
    reportFailure(site, 'could not start its span; the method runs without one', error);
    const disabled = guard ?? newGuard();
    disabled[BEGIN](undefined);
    return new SpanFrame(active, ambient, { guard: disabled });
  }
}

function isLinked({ selections, options: { links, parent, root, linkCaller } }: SpanPlan): boolean {
  return selections.length > 0 || links !== undefined || parent !== undefined || Boolean(root || linkCaller);
}

/** The context to start in: that of `parent`, or a new trace, or the ambient one; the ambient span may become a link. */
function findStart(call: Call, set: LinkSet, active: Context, ambient: Span | undefined): Context {
  const { plan, args } = call;
  const { parent, root, linkCaller } = plan.options;
  if (!parent && !root && !linkCaller) return active;
  const found = new LinkSet();
  if (parent !== undefined) collectLinks(found, ask(call, 'parent', parent), undefined, plan.site, args);
  const [first, ...others] = found.links;
  if (first === undefined && !root && !linkCaller) return active;
  for (const link of others) set.add(link.context, link.attributes);
  const caller = ambient?.spanContext();
  const isLinked = caller !== undefined && (first === undefined ? linkCaller : !isSameSpan(caller, first.context));
  if (isLinked && isSpanContextValid(caller)) set.add(caller, relationAttributes('caller'));
  return first === undefined ? trace.deleteSpan(active) : trace.setSpanContext(active, first.context);
}

/** Adds what the options, the decorators and the guard name as causes; gives the number of links. */
function gatherLinks(call: Call, set: LinkSet, parent: SpanContext | undefined, pending: readonly Link[] | undefined): number {
  const { plan, args } = call;
  const { options, selections, site } = plan;
  set.parent = parent;
  if (options.links !== undefined) collectLinks(set, ask(call, 'links', options.links), undefined, site, args);
  for (const { from, options: linkOptions } of selections) {
    collectLinks(set, typeof from === 'number' ? args[from] : ask(call, 'selector', from), linkOptions, site, args);
  }
  if (pending !== undefined) for (const link of pending) set.add(link.context, link.attributes);
  return set.links.length;
}

/** The caller's span learns what it triggered. */
function linkForward(active: Context, ambient: Span, target: SpanContext): void {
  const holder = active.getValue(HOLDER) as OpenSpan | undefined;
  if (holder?.span === ambient) (holder.guard ??= newGuard()[BEGIN](holder)).link(target, { relation: 'triggered' });
  else ambient.addLink({ context: target, attributes: relationAttributes('triggered') ?? {} });
}
