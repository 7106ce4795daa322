/**
 * Estimates how far the clocks of services are off, from the order of cause and effect.
 *
 * Two services bound the difference of their clocks wherever a call or a link joins them: an effect is not before its
 * cause, a callee not before its caller, and a server answers a client within the client's span. Jaeger moves each span
 * of a trace for itself, into the middle of its caller; here a service has one offset, in all traces at once, and a
 * clock that nothing contradicts is left alone.
 */
import type { CausalLink, ClockOffset, SpanRef, SpanSummary } from './answers.js';
import { ClockBounds } from './clock-bounds.js';
import type { ClockRange } from './clock-bounds.js';

/** Offsets of services, in microseconds to add to their times; those that are right are missing. */
export type ClockOffsets = ReadonlyMap<string, number>;

/** More services than a story has: senders that name one for each span must not take the time of all others. */
const MAX_SERVICES = 1000;

/** Services that are moved one by one; each move looks at all services that are contradicted. */
const MAX_MOVES = 100;

/**
 * Estimates the offsets of the services of some spans: of as few services as possible, by as little as possible. Clocks
 * that no single offset explains, since they drift or several hosts share a name, are corrected as far as one can.
 *
 * @returns sorted by service; empty if nothing is before its cause, or if there are more than a thousand services
 */
export function estimateClockOffsets(
  spans: Iterable<SpanSummary>,
  links: Iterable<CausalLink>,
): readonly ClockOffset[] {
  const bounds = readBounds(spans, links);
  if ([...bounds.services()].length > MAX_SERVICES) return [];
  const offsets = new Map<string, number>();
  moveOneByOne(bounds, offsets);
  return [...(moveTogether(bounds, offsets) ?? offsets)]
    .filter(([, offset]) => offset !== 0)
    .map(([service, offset]) => ({ service, offset }))
    .sort((a, b) => (a.service < b.service ? -1 : 1));
}

const keyOf = ({ traceId, spanId }: SpanRef): string => traceId + spanId;

function readBounds(spans: Iterable<SpanSummary>, links: Iterable<CausalLink>): ClockBounds {
  const bounds = new ClockBounds();
  const known = namesakesById(spans);
  for (const span of [...known.values()].flat()) {
    const callers = span.parentSpanId === undefined ? undefined : known.get(span.traceId + span.parentSpanId);
    const caller = callers?.[0];
    // a client and its server may share an id, and what the server calls names that
    if (caller === undefined || callers?.some(({ service }) => service === span.service)) continue;
    bounds.addLeast(caller.service, span.service, caller.start - span.start);
    // what outlasts its client goes on without it
    if (caller.kind !== 'client' || span.kind !== 'server' || span.duration > caller.duration) continue;
    bounds.addMost(caller.service, span.service, caller.start + caller.duration - (span.start + span.duration));
  }
  for (const link of links) {
    const [[cause], [effect]] = [known.get(keyOf(link.cause)) ?? [], known.get(keyOf(link.effect)) ?? []];
    if (cause === undefined || effect === undefined || cause.service === effect.service) continue;
    bounds.addLeast(cause.service, effect.service, cause.start - effect.start);
  }
  return bounds;
}

/** Collects spans by their id, each once: mostly one, else those that share it, in their order. */
function namesakesById(spans: Iterable<SpanSummary>): Map<string, SpanSummary[]> {
  const byId = new Map<string, SpanSummary[]>();
  for (const span of spans) {
    const namesakes = byId.get(keyOf(span)) ?? [];
    byId.set(keyOf(span), namesakes);
    if (namesakes.some(({ nth }) => nth === span.nth)) continue;
    // only the first has no number
    if (span.nth === undefined) namesakes.unshift(span);
    else namesakes.push(span);
  }
  return byId;
}

/**
 * Moves services for each of which one offset ends all of its contradictions: a single wrong clock contradicts many
 * right ones.
 */
function moveOneByOne(bounds: ClockBounds, offsets: Map<string, number>): void {
  const moved = new Set<string>();
  const candidates = new Map<string, ClockRange>();
  const consider = (service: string): void => {
    const range = bounds.rangeOf(service, offsets);
    if (range.contradictions === 0 || range.least > range.most || moved.has(service)) candidates.delete(service);
    else candidates.set(service, range);
  };
  for (const service of bounds.services()) consider(service);
  while (candidates.size > 0 && moved.size < MAX_MOVES) {
    const [service, range] = [...candidates].reduce((best, one) => (isBetter(one[1], best[1]) ? one : best));
    offsets.set(service, targetOf(range));
    moved.add(service);
    for (const one of [service, ...bounds.of(service).map(({ other }) => other)]) consider(one);
  }
}

/**
 * Prefers what ends most contradictions, then what is bounded most closely: all that a wrong clock measured is off by
 * the same. Of two alike, moves the effect rather than its cause.
 */
function isBetter(one: ClockRange, other: ClockRange): boolean {
  const rank = (range: ClockRange): readonly number[] => [
    range.contradictions,
    range.least - range.most,
    range.contradictionsOfEffect,
    range.least > range.now ? 1 : 0,
    -Math.abs(targetOf(range) - range.now),
  ];
  const [ranks, others] = [rank(one), rank(other)];
  const first = ranks.findIndex((value, index) => value !== others[index]);
  return first >= 0 && (ranks[first] ?? 0) > (others[first] ?? 0);
}

/** Returns the nearest offset; within calls, the middle: the way to a server takes as long as the way back. */
const targetOf = ({ now, least, most, isOfCalls }: ClockRange): number =>
  isOfCalls ? Math.round((least + most) / 2) : now < least ? least : most;

/**
 * Moves services later until nothing is before its cause.
 *
 * @returns undefined if that never ends, because clocks contradict each other in a circle
 */
function moveTogether(bounds: ClockBounds, offsets: ReadonlyMap<string, number>): Map<string, number> | undefined {
  const moved = new Map(offsets);
  let left = 10 * bounds.size + 1000;
  const queue = new Set(bounds.services());
  // iterating a set visits what is added meanwhile
  for (const service of queue) {
    queue.delete(service);
    const own = moved.get(service) ?? 0;
    for (const { other, most } of bounds.of(service)) {
      left -= 1;
      // the other one has to be this much later, at least
      if ((moved.get(other) ?? 0) >= own - most) continue;
      moved.set(other, own - most);
      queue.add(other);
    }
    if (left < 0) return undefined;
  }
  return moved;
}
