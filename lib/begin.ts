/** Starts the span of one call: its parent, its links, its attributes. */
import { type Attributes, type Context, isSpanContextValid, type Link, type Span, type SpanContext, SpanKind, type SpanOptions as SpanStart, trace, type Tracer } from '@opentelemetry/api';
import { HOLDER, SpanFrame } from './frame.js';
import { BEGIN, LINKS, newGuard, type SpanGuard } from './guard.js';
import { joinAttributes, relationAttributes } from './link-attributes.js';
import { LinkSet } from './link-set.js';
import { OpenSpan } from './open-span.js';
import { ask, type Call, defaultName, spanName } from './plan.js';
import { reportFailure } from './report.js';
import { collectLinks } from './source.js';
import { isSameSpan } from './span-context.js';
import { SpanLinks } from './span-links.js';

/**
 * Starts the span of a call, and gives the context to run in; a pending guard becomes the span's. Never throws: where
 * the SDK does, the guard is disabled, and the ambient span stays active.
 */
export function begin(call: Call, tracer: Tracer, active: Context, guard: SpanGuard | undefined): Context {
  const { plan } = call;
  const { options } = plan;
  const site = (plan.site ||= defaultName(call));
  const ambient = trace.getSpan(active);
  try {
    const isMoved = options.parent !== undefined || options.root || options.linkCaller;
    const origin = isMoved ? findOrigin(call, active, ambient) : undefined;
    const parent = origin === undefined ? ambient?.spanContext() : origin.parent;
    const isLinked = plan.selections.length > 0 || options.links !== undefined;
    const set = isLinked || origin || guard ? gatherLinks(call, new LinkSet(parent), origin, guard) : undefined;
    const links = set && SpanLinks.atStart(tracer, set);
    const attributes = joinAttributes(ask(call, 'attributes', options.attributes), links?.mirror());
    const kind = options.kind ?? SpanKind.INTERNAL;
    const name = spanName(call);
    const start = { kind, attributes, links: links?.recorded ?? set?.links } as SpanStart;
    const span = tracer.startSpan(name, start, origin?.context ?? active);
    const open = new OpenSpan(active, span, tracer, parent, site, name);
    if (set !== undefined) open.startedWith(set, links);
    call.open = open;
    guard?.[BEGIN](open);
    if (options.linkCaller === 'both' && ambient !== undefined) linkForward(active, ambient, span.spanContext());
    return open;
  } catch (error) {
    reportFailure(site, 'could not start its span; the method runs without one', error);
    const disabled = guard ?? newGuard();
    disabled[BEGIN](undefined);
    return new SpanFrame(active, ambient, { guard: disabled });
  }
}

/** Where a span starts that is no child of the ambient one, and what it is linked to for that. */
interface Origin {
  readonly context: Context;
  readonly parent: SpanContext | undefined;
  readonly links: readonly Link[];
}

/** The trace of `parent`, or a new one, or else the ambient one; the ambient span may become a link. */
function findOrigin(call: Call, active: Context, ambient: Span | undefined): Origin {
  const { plan, args } = call;
  const { root, linkCaller } = plan.options;
  const caller = ambient?.spanContext();
  const found = new LinkSet();
  collectLinks(found, ask(call, 'parent', plan.options.parent), undefined, plan.site, args);
  const [first, ...others] = found.links;
  if (first === undefined && !root && !linkCaller) return { context: active, parent: caller, links: [] };
  const isLinked = caller !== undefined && (first === undefined ? linkCaller : !isSameSpan(caller, first.context));
  if (isLinked && isSpanContextValid(caller)) others.push({ context: caller, attributes: relationAttributes('caller') as Attributes });
  if (first === undefined) return { context: trace.deleteSpan(active), parent: undefined, links: others };
  return { context: trace.setSpanContext(active, first.context), parent: first.context, links: others };
}

/** What the options, the decorators and the guard name as causes. */
function gatherLinks(call: Call, set: LinkSet, origin: Origin | undefined, guard: SpanGuard | undefined): LinkSet {
  const { plan, args } = call;
  const { options, selections, site } = plan;
  if (origin !== undefined) addAll(set, origin.links);
  if (options.links !== undefined) collectLinks(set, ask(call, 'links', options.links), undefined, site, args);
  for (const { from, options: linkOptions } of selections) {
    collectLinks(set, typeof from === 'number' ? args[from] : ask(call, 'selector', from), linkOptions, site, args);
  }
  if (guard !== undefined) addAll(set, guard[LINKS] ?? []);
  return set;
}

function addAll(set: LinkSet, links: readonly Link[]): void {
  for (const { context, attributes } of links) set.add(context, attributes);
}

/** The caller's span learns what it triggered. */
function linkForward(active: Context, ambient: Span, target: SpanContext): void {
  const holder = active.getValue(HOLDER) as OpenSpan | undefined;
  if (holder?.span === ambient) (holder.guard ??= newGuard()[BEGIN](holder)).link(target, { relation: 'triggered' });
  else ambient.addLink({ context: target, attributes: relationAttributes('triggered') ?? {} });
}
