/** Gathers the causes of a span before it starts: the trace that it belongs to, and its links. */
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  type Link,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import { relationAttributes } from '../links/link-attributes.js';
import type { LinkOptions, Relation } from '../links/link-options.js';
import { LinkSet } from '../links/link-set.js';
import { isSameSpan, spanContextIn } from '../links/span-context.js';
import { collectLinks } from '../sources/links-from.js';
import { countMiss } from './count-misses.js';
import type { SpanGuard } from './guard.js';
import { GUARD } from './guard-protocol.js';
import type { SpanOptions } from './span-options.js';
import { type Call, evaluateOption } from './span-plan.js';

/** The place of a span in a trace: the context of its parent, and the links that this brings. */
export interface Origin {
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
export function findOrigin(call: Call, active: Context, linkCaller: SpanOptions['linkCaller']): Origin {
  const { plan, additions } = call;
  const root = plan.options.root === true || additions?.root !== undefined;
  const caller = spanContextIn(active);
  const found = new LinkSet();
  if (plan.options.parent !== undefined) {
    collect(call, found, 'parent', evaluateOption(call, 'parent', plan.options.parent));
  }
  const [first, ...others] = found.links;
  if (first === undefined && !root && !linkCaller) return { context: active, links: [] };
  const isChosen = first !== undefined && (caller === undefined || !isSameSpan(caller, first.context));
  const links = isChosen ? [related(first.context, 'parent'), ...others] : others;
  const isLinked = first === undefined ? linkCaller : isChosen;
  if (isLinked && caller !== undefined && isSpanContextValid(caller)) links.push(related(caller, 'caller'));
  if (first === undefined) return { context: trace.deleteSpan(active), links, isRoot: true };
  return { context: trace.setSpanContext(active, first.context), links, isChosen };
}

/** Returns a link with a relation. */
export function related(context: SpanContext, relation: Relation): Link {
  return { context, attributes: relationAttributes(relation) as Attributes };
}

/** The causes that the options, the decorators, an interceptor and the guard name. */
export function gatherLinks(call: Call, origin: Origin, guard: SpanGuard | undefined): LinkSet {
  const { plan, args, additions } = call;
  const { options, selections } = plan;
  // only a bare link is compared with the parent, and those of an interceptor have a relation
  const mayBeBare = selections.length > 0 || options.links !== undefined || guard !== undefined;
  const set = new LinkSet(origin.isChosen || !mayBeBare ? undefined : spanContextIn(origin.context));
  addAll(set, origin.links);
  if (options.links !== undefined) {
    collect(call, set, 'links', evaluateOption(call, 'links', options.links));
  }
  for (const { from, options: linkOptions } of selections) {
    const source = typeof from === 'number' ? args[from] : evaluateOption(call, 'selector', from);
    collect(call, set, from, source, linkOptions);
  }
  if (additions?.links !== undefined) addAll(set, additions.links);
  if (guard !== undefined) addAll(set, guard[GUARD].links);
  return set;
}

/** Adds the links of one source, and counts a call in which it holds none. */
function collect(call: Call, set: LinkSet, place: unknown, source: unknown, options?: LinkOptions): void {
  const { cache } = call.plan;
  const before = set.contexts;
  collectLinks(set, source, options, cache.site, call.args, place);
  if (cache.misses !== undefined) countMiss(call, place, source, set.contexts > before);
}

function addAll(set: LinkSet, links: readonly Link[]): void {
  for (const { context, attributes } of links) set.add(context, attributes);
}
