/** Starts the span of one call: its parent, its links, its attributes. */
import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  SpanKind,
  type SpanOptions as SpanStart,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { loadIfDebugging } from '../debug/load.js';
import { decide, decisions } from '../global/decisions.js';
import { describeValue } from '../global/errors.js';
import { checkOptionNames } from '../global/option-names.js';
import { callSafely, count, reportFailure } from '../global/report.js';
import { isDebugging } from '../global/settings.js';
import { joinAttributes } from '../links/link-attributes.js';
import type { LinkSet } from '../links/link-set.js';
import { frameOver, GUARD_HOLDER } from './frame.js';
import { findOrigin, gatherLinks, related } from './gather-links.js';
import { disabledGuard, guardOf, type SpanGuard } from './guard.js';
import { GUARD } from './guard-protocol.js';
import { LinkOverflow } from './link-overflow.js';
import { type Call, evaluateOption, siteOf, spanName } from './span-plan.js';
import { StartedSpan } from './started-span.js';
import { isInTransaction, isSegment, startOutsideOfTransaction } from './transaction.js';
import { SPAN_OPTION_NAMES } from './span-options.js';

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
  if (isDebugging()) {
    loadIfDebugging();
    decisions().callee = call.callee;
    checkOptionNames(site, options, SPAN_OPTION_NAMES);
  }
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
    if (isDebugging())
      decide({ about: 'span', site, links: set?.links.length, span, isRecorded: started.isRecording() });
  } catch (error) {
    reportFailure(site, 'could not start its span; the method runs without one', error);
    if (isDebugging()) decide({ about: 'span', site, links: undefined, span: undefined });
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
    else addForeignLink(site, caller, related(started.spanContext(), 'triggered'));
  } catch (error) {
    count('links.dropped', site);
    reportFailure(site, "could not link the caller's span to its own", error);
  }
}

/** An SDK drops a link past its limit without a word. */
function addForeignLink(site: string, span: Span, link: Link): void {
  if (isSegment(span)) throw new TypeError('a segment of New Relic takes no link');
  const { links: recorded } = span as { links?: readonly unknown[] };
  const before = recorded?.length;
  span.addLink(link);
  if (span.isRecording() && before !== undefined && (span as { links?: readonly unknown[] }).links?.length === before) {
    count('links.dropped', site);
  }
}
