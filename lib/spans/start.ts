/** Starts the span of one call: its parent, its links, its attributes. */
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions as SpanStart,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { describeValue } from '../global/errors.js';
import { callSafely, count, reportFailure } from '../global/report.js';
import { joinAttributes, relationAttributes } from '../links/link-attributes.js';
import type { Relation } from '../links/link-options.js';
import { LinkSet } from '../links/link-set.js';
import { isSameSpan, spanContextIn } from '../links/span-context.js';
import { collectLinks } from '../sources/links-from.js';
import { frameOver, GUARD_HOLDER } from './frame.js';
import { disabledGuard, guardOf, type SpanGuard } from './guard.js';
import { GUARD } from './guard-protocol.js';
import { LinkOverflow } from './link-overflow.js';
import type { SpanOptions } from './span-options.js';
import { type Call, evaluateOption, siteOf, spanName } from './span-plan.js';
import { StartedSpan } from './started-span.js';
import { isInTransaction, isSegment, startOutsideOfTransaction } from './transaction.js';

/**
 * Starts the span of a call. A pending guard becomes the span's.
 *
 * @param active The context in which the call was made.
 * @param guard A pending guard that the call adopted, if any.
 * @returns The span, with the context to run in; `undefined` where the SDK failed. Never throws.
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
  const linkCaller = additions?.root === undefined ? options.linkCaller : additions.root.linkCaller;
  let started: StartedSpan;
  try {
    const isMoved = options.parent !== undefined || options.root || linkCaller || additions?.root !== undefined;
    const origin = isMoved ? findOrigin(call, active, linkCaller) : undefined;
    const isLinked =
      plan.selections.length > 0 || options.links !== undefined || guard !== undefined || additions !== undefined;
    const set = isLinked || origin ? gatherLinks(call, origin ?? { context: active, links: [] }, guard) : undefined;
    const overflow = set && LinkOverflow.atStart(tracer, set);
    const attributes = gatherAttributes(call, set?.batch, overflow?.mirror());
    const kind = options.kind ?? SpanKind.INTERNAL;
    const name = spanName(call);
    // a copy, as an SDK may keep the array, and the set grows
    const links = overflow?.recorded ?? set?.links;
    const given = { kind, attributes, links: links && [...links] } as SpanStart;
    // a provider may have parents of its own, apart from the context
    if (origin?.isRoot) given.root = true;
    const from = origin?.context ?? active;
    const span =
      from !== active && isInTransaction(active)
        ? startOutsideOfTransaction(tracer, site, name, given, from)
        : tracer.startSpan(name, given, from);
    if (Object(span) !== span) throw new TypeError(`the tracer returned ${describeValue(span)} instead of a span`);
    started = new StartedSpan(active, span, tracer, site, name);
    if (set !== undefined) started.startedWith(set, overflow);
  } catch (error) {
    reportFailure(site, 'could not start its span; the method runs without one', error);
    guard?.[GUARD].start(undefined);
    return undefined;
  }
  if (guard !== undefined) {
    started.guard = guard;
    guard[GUARD].start(started);
  }
  if (linkCaller === 'both') linkForward(site, active, started);
  return started;
}

/** Returns a context in which the ambient span stays active, with a guard that is disabled by default. */
export function contextWithoutSpan(active: Context, guard: SpanGuard = disabledGuard()): Context {
  return frameOver(active, trace.getSpan(active), { guard });
}

/** The place of a span in a trace: the context of its parent, and the links that this brings. */
interface Origin {
  readonly context: Context;
  readonly links: readonly Link[];
  /** The span begins a trace. */
  readonly isRoot?: boolean;
  /** The parent is another than the ambient span, and may be linked as any other cause. */
  readonly isChosen?: boolean;
}

/**
 * Finds the trace of `parent`, or a new one, or else the ambient one. The ambient span may become a link. A parent that
 * was chosen is one too, as the span that processes a message links to its creation in any case:
 * https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#consumer-spans.
 */
function findOrigin(call: Call, active: Context, linkCaller: SpanOptions['linkCaller']): Origin {
  const { plan, args, additions } = call;
  const root = plan.options.root === true || additions?.root !== undefined;
  const caller = spanContextIn(active);
  const found = new LinkSet();
  collectLinks(found, evaluateOption(call, 'parent', plan.options.parent), undefined, plan.cache.site, args);
  const [first, ...others] = found.links;
  if (first === undefined && !root && !linkCaller) return { context: active, links: [] };
  const isChosen = first !== undefined && (caller === undefined || !isSameSpan(caller, first.context));
  const links = isChosen ? [related(first.context, 'parent'), ...others] : others;
  const isLinked = first === undefined ? linkCaller : isChosen;
  if (isLinked && caller !== undefined && isSpanContextValid(caller)) links.push(related(caller, 'caller'));
  if (first === undefined) return { context: trace.deleteSpan(active), links, isRoot: true };
  return { context: trace.setSpanContext(active, first.context), links, isChosen };
}

function related(context: SpanContext, relation: Relation): Link {
  return { context, attributes: relationAttributes(relation) as Attributes };
}

/** The causes that the options, the decorators, an interceptor and the guard name. */
function gatherLinks(call: Call, origin: Origin, guard: SpanGuard | undefined): LinkSet {
  const { plan, args, additions } = call;
  const { options, selections, cache } = plan;
  // only a bare link is compared with the parent, and those of an interceptor have a relation
  const mayBeBare = selections.length > 0 || options.links !== undefined || guard !== undefined;
  const set = new LinkSet(origin.isChosen || !mayBeBare ? undefined : spanContextIn(origin.context));
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

/** The attributes of the batch that is read, then the application's, an interceptor's, and the mirror of the links. */
function gatherAttributes(call: Call, batch: LinkSet['batch'], mirror: Attributes | undefined): Attributes | undefined {
  const { plan, additions } = call;
  const given = evaluateOption(call, 'attributes', plan.options.attributes);
  const below = batch?.describe(batch.items);
  const above = joinAttributes(additions?.attributes, mirror);
  if (given === undefined) return joinAttributes(below, above);
  const join = (own: unknown): Attributes | undefined => joinAttributes(joinAttributes(below ?? {}, own), above);
  // the application's may throw as they are copied, which must not cost the others
  return (callSafely(plan.cache.site, 'attributes', join, undefined, [given]) as Attributes | undefined) ?? join({});
}

/** Links the caller's span to the one that it triggered. */
function linkForward(site: string, active: Context, started: StartedSpan): void {
  const caller = trace.getSpan(active);
  if (caller === undefined) return;
  try {
    const holder = active.getValue(GUARD_HOLDER) as StartedSpan | undefined;
    if (holder?.span === caller) guardOf(holder).link(started, { relation: 'triggered' });
    else addForeignLink(caller, related(started.spanContext(), 'triggered'));
  } catch (error) {
    count('links.dropped');
    reportFailure(site, "could not link the caller's span to its own", error);
  }
}

/** An SDK drops a link past its limit without a word. */
function addForeignLink(span: Span, link: Link): void {
  if (isSegment(span)) throw new TypeError('a segment of New Relic takes no link');
  const { links: recorded } = span as { links?: readonly unknown[] };
  const before = recorded?.length;
  span.addLink(link);
  if (span.isRecording() && before !== undefined && (span as { links?: readonly unknown[] }).links?.length === before) {
    count('links.dropped');
  }
}
