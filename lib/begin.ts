/** Starts the span of one call: its parent, its links, its attributes. */
import { type Attributes, type Context, isSpanContextValid, type Span, type SpanContext, SpanKind, trace, type Tracer } from '@opentelemetry/api';
import { SpanFrame, GUARD } from './frame.js';
import { BEGIN, type SpanGuard } from './guard.js';
import { joinAttributes, relationAttributes } from './link-attributes.js';
import { LinkSet } from './link-set.js';
import { type LinkSelection, type SpanPlan, spanName } from './plan.js';
import { attempt, count, warnOnce } from './report.js';
import { collectLinks } from './source.js';
import { isSameSpan } from './span-context.js';
import { SpanLinks } from './span-links.js';
import type { LinkSource } from './types.js';

/**
 * Starts the span and gives it to the guard; the result is the context to run in. Never throws: where the SDK does,
 * the guard is disabled, and the ambient span stays active.
 */
export function begin(
  plan: SpanPlan,
  self: unknown,
  args: readonly unknown[],
  guard: SpanGuard,
  pending: LinkSet | undefined,
  tracer: Tracer,
  active: Context,
): SpanFrame {
  const ambient = trace.getSpan(active);
  try {
    const { kind, attributes } = plan.options;
    const origin = findOrigin(plan, self, args, active, ambient);
    const set = gatherLinks(plan, self, args, pending, origin.links);
    const links = set === undefined ? undefined : new SpanLinks(tracer, set, origin.parent);
    const given: Attributes | undefined =
      typeof attributes === 'function' ? attempt(plan.site, 'attributes', attributes, self, args) : attributes;
    const name = spanName(plan, self, args);
    const initial = links?.atStart() ?? [];
    const span = tracer.startSpan(
      name,
      { kind: kind ?? SpanKind.INTERNAL, attributes: joinAttributes(given, links?.mirror()) ?? {}, links: initial },
      origin.context,
    );
    links?.started(span);
    const frame = new SpanFrame(active, span, guard);
    guard[BEGIN]({ name, span, context: frame, parent: origin.parent, links });
    if (plan.options.linkCaller === 'both') linkForward(active, ambient, span);
    return frame;
  } catch (error) {
    warnOnce(plan.site, 'its span could not be started; the method runs without one', error);
    count('callback.errors');
    guard[BEGIN](undefined);
    return new SpanFrame(active, ambient, guard);
  }
}

/** Where the span's trace begins: the context to start in, the parent in it, and the links that say so. */
interface Origin {
  readonly context: Context;
  readonly parent: SpanContext | undefined;
  readonly links: LinkSet | undefined;
}

function findOrigin(plan: SpanPlan, self: unknown, args: readonly unknown[], active: Context, ambient: Span | undefined): Origin {
  const { parent, root, linkCaller } = plan.options;
  const caller = ambient?.spanContext();
  if (parent !== undefined) {
    const found = new LinkSet();
    collectLinks(found, attempt(plan.site, 'parent', parent, self, args), undefined, plan.site, args);
    const [first, ...others] = found.links;
    if (first !== undefined) {
      const links = new LinkSet();
      for (const link of others) links.add(link.context, link.attributes);
      if (caller !== undefined && !isSameSpan(caller, first.context)) linkTo(links, caller, 'caller');
      return { context: trace.setSpanContext(active, first.context), parent: first.context, links };
    }
  }
  if (!root && !linkCaller) return { context: active, parent: caller, links: undefined };
  const links = new LinkSet();
  if (linkCaller && caller !== undefined) linkTo(links, caller, 'caller');
  return { context: trace.deleteSpan(active), parent: undefined, links };
}

function linkTo(links: LinkSet, context: SpanContext, relation: string): void {
  if (isSpanContextValid(context)) links.add(context, relationAttributes(relation));
}

/** All sources of the call; `undefined` where none was declared. */
function gatherLinks(
  plan: SpanPlan,
  self: unknown,
  args: readonly unknown[],
  pending: LinkSet | undefined,
  own: LinkSet | undefined,
): LinkSet | undefined {
  const { links } = plan.options;
  const { selections, site } = plan;
  if (links === undefined && selections.length === 0 && pending === undefined) return own;
  const set = own ?? new LinkSet();
  if (links !== undefined) {
    const isFunction = typeof links === 'function';
    const source = isFunction ? attempt(site, 'links', links, self, args) : links;
    collectLinks(set, source, undefined, site, args);
  }
  for (const { from, options } of selections) {
    collectLinks(set, select(from, site, self, args), options, site, args);
  }
  for (const link of pending?.links ?? []) set.add(link.context, link.attributes);
  return set;
}

function select(from: LinkSelection['from'], site: string, self: unknown, args: readonly unknown[]): LinkSource {
  return typeof from === 'number' ? (args[from] as LinkSource) : attempt(site, 'selector', from, self, args);
}

/** The caller's span learns what it triggered. */
function linkForward(active: Context, ambient: Span | undefined, span: Span): void {
  if (ambient === undefined) return;
  const guard = active.getValue(GUARD) as SpanGuard | undefined;
  const target = span.spanContext();
  if (guard?.spanContext() === ambient.spanContext()) guard.link(target, { relation: 'triggered' });
  else ambient.addLink({ context: target, attributes: relationAttributes('triggered') ?? {} });
}
