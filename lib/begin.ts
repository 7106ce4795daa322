/** Starts the span of one call: its parent, its links, its attributes. */
import { type Context, isSpanContextValid, type Link, type Span, type SpanContext, SpanKind, trace, type Tracer } from '@opentelemetry/api';
import { GUARD, SpanFrame } from './frame.js';
import { BEGIN, type SpanGuard } from './guard.js';
import { joinAttributes, relationAttributes } from './link-attributes.js';
import { LinkSet } from './link-set.js';
import { ask, type Call, spanName } from './plan.js';
import { reportFailure } from './report.js';
import { collectLinks } from './source.js';
import { isSameSpan } from './span-context.js';
import { SpanLinks } from './span-links.js';

/**
 * Starts the span and gives it to the guard; the result is the context to run in. Never throws: where the SDK does,
 * the guard is disabled, and the ambient span stays active.
 */
export function begin(call: Call, pending: readonly Link[] | undefined, tracer: Tracer, active: Context): SpanFrame {
  const { plan, args, guard } = call;
  const { options, selections, site } = plan;
  const ambient = trace.getSpan(active);
  try {
    const set = new LinkSet();
    const start = findStart(call, set, active, ambient);
    if (options.links !== undefined) collectLinks(set, ask(call, 'links', options.links), undefined, site, args);
    for (const { from, options: linkOptions } of selections) {
      collectLinks(set, typeof from === 'number' ? args[from] : ask(call, 'selector', from), linkOptions, site, args);
    }
    for (const link of pending ?? []) set.add(link.context, link.attributes);
    const parent = trace.getSpanContext(start);
    const links = set.links.length === 0 ? undefined : new SpanLinks(tracer, set, parent);
    const initial = links?.atStart() ?? [];
    const attributes = joinAttributes(ask(call, 'attributes', options.attributes), links?.mirror());
    const name = spanName(call);
    const span = tracer.startSpan(name, { kind: options.kind ?? SpanKind.INTERNAL, attributes: attributes ?? {}, links: initial }, start);
    links?.started(span);
    const frame = new SpanFrame(active, span, guard);
    guard[BEGIN]({ name, span, context: frame, parent, links });
    if (options.linkCaller === 'both' && ambient !== undefined) linkForward(active, ambient, span.spanContext());
    return frame;
  } catch (error) {
    reportFailure(site, 'could not start its span; the method runs without one', error);
    guard[BEGIN](undefined);
    return new SpanFrame(active, ambient, guard);
  }
}

/** The context to start in: that of `parent`, or a new trace, or the ambient one; the ambient span may become a link. */
function findStart(call: Call, set: LinkSet, active: Context, ambient: Span | undefined): Context {
  const { parent, root, linkCaller } = call.plan.options;
  const found = new LinkSet();
  if (parent !== undefined) collectLinks(found, ask(call, 'parent', parent), undefined, call.plan.site, call.args);
  const [first, ...others] = found.links;
  if (first === undefined && !root && !linkCaller) return active;
  for (const link of others) set.add(link.context, link.attributes);
  const caller = ambient?.spanContext();
  const isLinked = caller !== undefined && (first === undefined ? linkCaller : !isSameSpan(caller, first.context));
  if (isLinked && isSpanContextValid(caller)) set.add(caller, relationAttributes('caller'));
  return first === undefined ? trace.deleteSpan(active) : trace.setSpanContext(active, first.context);
}

/** The caller's span learns what it triggered. */
function linkForward(active: Context, ambient: Span, target: SpanContext): void {
  const guard = active.getValue(GUARD) as SpanGuard | undefined;
  if (guard?.spanContext() === ambient.spanContext()) guard.link(target, { relation: 'triggered' });
  else ambient.addLink({ context: target, attributes: relationAttributes('triggered') ?? {} });
}
