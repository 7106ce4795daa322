/**
 * The traces that came last, in memory: what policies know of them, and their links. Of a trace that is here, all is
 * here that came of it, so that a decision on it reads nothing from the store.
 */
import { mergeEvidence, NO_EVIDENCE } from '../decide/evidence.js';
import type { Evidence, EvidenceByTrace } from '../decide/evidence.js';
import type { ObservedSpans } from '../decide/observer.js';
import type { LinkDirection } from '../../query/index/link-direction.js';
import type { IdFilter } from './id-filter.js';

/** A link between a span of a trace and one of another. Ids of spans are texts of eight characters, one a byte. */
export interface RecentLink {
  /** The span of this trace. */
  readonly near: string;
  readonly farTrace: string;
  readonly far: string;
}

export interface RecentTrace {
  evidence: Evidence;
  /** The earliest start of a span, in nanoseconds since 1970; undefined if none came. */
  start: bigint | undefined;
  /** The ids of its spans, each followed by that of the parent. */
  ids: string;
  /** The links that it carries. */
  causes: readonly RecentLink[];
  /** The links that point to it. */
  effects: readonly RecentLink[];
}

/** The characters of a span's id, and of that of its parent. */
export const ID_LENGTH = 8;
const NONE: readonly RecentLink[] = [];
const NO_ID = '\0'.repeat(ID_LENGTH);
/** Larger traces are read from the store, which bounds what is followed of them. */
const MAX_SPANS = 128;
const MAX_LINKS = 128;

// about what they take in memory
const BYTES_OF_TRACE = 700;
const BYTES_OF_SPAN = 20;
const BYTES_OF_LINK = 250;

/** The share of the memory that is made free at once. */
const SHARE_MADE = 0.05;

export class RecentTraces {
  readonly #traces = new Map<string, RecentTrace>();
  readonly #seen: IdFilter;
  readonly #maxBytes: number;
  #bytes = 0;

  /**
   * @param seen remembers all traces that came or that a link pointed to: those that are not here any more are not
   *   known in full
   * @param maxBytes the memory that may be taken: the traces that came first make room
   */
  constructor(seen: IdFilter, maxBytes: number) {
    this.#seen = seen;
    this.#maxBytes = maxBytes;
  }

  /** Returns a trace; undefined if it is not here, or not all of it is. */
  get(traceId: string): RecentTrace | undefined {
    return this.#traces.get(traceId);
  }

  /** Adds spans of a trace, and what they told about traces that their links point to. */
  add(traceId: string, spans: ObservedSpans, evidence: EvidenceByTrace, now: number): void {
    const trace = this.#take(traceId, now);
    if (trace) this.#addSpans(traceId, trace, spans);
    for (const [id, found] of evidence) {
      const about = id === traceId ? trace : this.#take(id, now);
      if (about === undefined) continue;
      const told = id === traceId ? found : ofLinks(found);
      about.evidence = about.evidence === NO_EVIDENCE ? told : mergeEvidence(about.evidence, told);
    }
    for (const { carrier, traceId: causeTrace, spanId } of spans.links) {
      const cause = this.#take(causeTrace, now);
      if (trace && this.#traces.has(traceId))
        this.#addLink(traceId, trace, 'causes', { near: carrier, farTrace: causeTrace, far: spanId });
      if (cause) this.#addLink(causeTrace, cause, 'effects', { near: spanId, farTrace: traceId, far: carrier });
    }
    this.#makeRoom();
  }

  /** Notes that something came of traces that is not here. */
  forget(traces: Iterable<string>, now: number): void {
    for (const trace of traces) {
      this.#delete(trace);
      this.#seen.add(trace, now);
    }
  }

  /** Returns the trace, which is new if nothing came of it before; undefined if something did that is not here. */
  #take(traceId: string, now: number): RecentTrace | undefined {
    const found = this.#traces.get(traceId);
    if (found) return found;
    if (this.#seen.mightHave(traceId)) {
      // the ids that are being loaded were read before this one came
      if (!this.#seen.isLoaded) this.#seen.add(traceId, now);
      return undefined;
    }
    const trace: RecentTrace = { evidence: NO_EVIDENCE, start: undefined, ids: '', causes: NONE, effects: NONE };
    this.#traces.set(traceId, trace);
    this.#seen.add(traceId, now);
    this.#bytes += BYTES_OF_TRACE;
    return trace;
  }

  #addSpans(traceId: string, trace: RecentTrace, { ids, start }: ObservedSpans): void {
    const before = trace.ids.length;
    trace.ids += ids;
    this.#bytes += (ids.length / 16) * BYTES_OF_SPAN;
    if (trace.start === undefined || start < trace.start) trace.start = start;
    // a span that is sent again takes the place of its earlier form, with other links maybe
    if (trace.ids.length > MAX_SPANS * 2 * ID_LENGTH || hasRepeated(trace.ids, before)) this.#delete(traceId);
  }

  #addLink(traceId: string, trace: RecentTrace, direction: LinkDirection, link: RecentLink): void {
    trace[direction] = [...trace[direction], link];
    this.#bytes += BYTES_OF_LINK;
    if (trace[direction].length > MAX_LINKS) this.#delete(traceId);
  }

  #makeRoom(): void {
    if (this.#bytes <= this.#maxBytes) return;
    // for many that will come: a map is gone through past all keys that were deleted
    const most = this.#maxBytes * (1 - SHARE_MADE);
    for (const traceId of this.#traces.keys()) {
      if (this.#bytes <= most) return;
      this.#delete(traceId);
    }
  }

  #delete(traceId: string): void {
    const trace = this.#traces.get(traceId);
    if (trace === undefined || !this.#traces.delete(traceId)) return;
    const links = trace.causes.length + trace.effects.length;
    this.#bytes -= BYTES_OF_TRACE + (trace.ids.length / 16) * BYTES_OF_SPAN + links * BYTES_OF_LINK;
  }
}

/** What a link tells about the trace that it points to. */
const ofLinks = ({ met }: Evidence): Evidence => ({ ...NO_EVIDENCE, met });

/** Returns true if a span from a place on has the id of another one. */
function hasRepeated(ids: string, from: number): boolean {
  for (let place = from; place < ids.length; place += 2 * ID_LENGTH)
    for (let other = 0; other < place; other += 2 * ID_LENGTH)
      if (ids.startsWith(ids.slice(place, place + ID_LENGTH), other)) return true;
  return false;
}

/** Returns the ids of a span and of all called within it. */
export function withDescendants({ ids }: RecentTrace, span: string): Set<string> {
  const found = new Set([span]);
  // visits those that are added meanwhile
  for (const id of found)
    for (let place = 0; place < ids.length; place += 2 * ID_LENGTH)
      if (id !== NO_ID && ids.startsWith(id, place + ID_LENGTH)) found.add(ids.slice(place, place + ID_LENGTH));
  return found;
}

/** Returns the ids of a span, of its caller, and so on. */
export function withAncestors({ ids }: RecentTrace, span: string): Set<string> {
  const found = new Set([span]);
  for (const id of found)
    for (let place = 0; place < ids.length; place += 2 * ID_LENGTH) {
      if (!ids.startsWith(id, place)) continue;
      const parent = ids.slice(place + ID_LENGTH, place + 2 * ID_LENGTH);
      if (parent !== NO_ID) found.add(parent);
    }
  return found;
}
