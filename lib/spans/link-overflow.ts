/** The links of one span within its limit, and the overflow past it. */
import type { Attributes, Context, Link, Span, Tracer } from '@opentelemetry/api';
import { type Configuration, configuration, linkLimit } from '../global/settings.js';
import type { LinkSet } from '../links/link-set.js';
import { count } from '../global/report.js';
import { formatLink } from '../links/traceparent.js';
import { startingIn } from './transaction.js';

/** The limits of SDKs that turned out to be below the configured one. */
const learned = new WeakMap<Tracer, number>();
let hasLearned = false;

/** The number of links that a span was given, where it could not carry them all. */
const TOTAL = 'spanlink.links.total';
/** The number of links that are recorded nowhere. */
const DROPPED = 'spanlink.links.dropped';

/** Returns true if the SDK kept all links; an SDK with a lower limit keeps the last of them. */
export function keepsAll(span: Span, links: readonly Link[]): boolean {
  return (recordedBy(span) ?? Infinity) >= links.length;
}

/** Counts the links that a span shows (`ReadableSpan.links`); `undefined` for a span that records nothing. */
function recordedBy(span: Span): number | undefined {
  return (span as { links?: readonly Link[] }).links?.length;
}

/**
 * Divides links between the span, its children `<name> links 2/79` (`overflow: 'spread'`), and the count of dropped
 * ones. See https://opentelemetry.io/docs/specs/otel/trace/sdk/#span-limits: an SDK by itself drops in silence.
 */
export class LinkOverflow {
  readonly #tracer: Tracer;
  readonly #set: LinkSet;
  #limit: number;
  #recorded: Link[];
  #rest: Link[] = [];
  #total = 0;
  #dropped = 0;
  #isChanged = false;

  constructor(tracer: Tracer, set: LinkSet) {
    this.#tracer = tracer;
    this.#set = set;
    this.#recorded = set.links;
    this.#limit = limitOf(tracer);
    this.#total = set.links.length;
  }

  /** Divides the links of a span that starts; `undefined` where they all fit and are not mirrored, as most do. */
  static atStart(tracer: Tracer, set: LinkSet): LinkOverflow | undefined {
    const fits = set.links.length <= limitOf(tracer) && configuration().linkAttribute === undefined;
    if (fits) return undefined;
    const links = new LinkOverflow(tracer, set);
    links.#recorded = links.#cut(set.links);
    return links;
  }

  /** The links that the span carries: from its start, and added since. */
  get recorded(): Link[] {
    return this.#recorded;
  }

  /** The number of links that are recorded nowhere. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Returns the attribute that mirrors the recorded links; `undefined` without `linkAttribute` or links. */
  mirror(links: readonly Link[] = this.#recorded): Attributes | undefined {
    const { linkAttribute } = configuration();
    if (linkAttribute === undefined || links.length === 0) return undefined;
    return { [linkAttribute]: links.map(({ context }) => formatLink(context)) };
  }

  /** Finds out how many links the SDK kept. */
  started(span: Span): void {
    if (!keepsAll(span, this.#recorded)) this.#evict(this.#recorded.length - (recordedBy(span) as number));
  }

  /** Adds the links that `collect` puts into the set to a span that has started. */
  add(span: Span, collect: (set: LinkSet) => void): void {
    this.#set.self = span.spanContext();
    // at start it may be the set's own array
    this.#recorded = [...this.#recorded];
    const before = this.#set.links.length;
    collect(this.#set);
    for (const link of this.#set.links.slice(before)) {
      this.#total++;
      if (this.#recorded.length < this.#limit || (this.#limit > 0 && overflow() === 'last')) this.#record(span, link);
      else this.#passOver([link]);
    }
  }

  /** Before the span ends: exports the links past the limit on child spans, and records how many there were. */
  finish(span: Span, name: string, context: Context, site: string): void {
    if (this.#isChanged) span.setAttributes(this.mirror() ?? {});
    const parts = 1 + Math.ceil(this.#rest.length / this.#limit);
    for (let part = 2; part <= parts; part++) {
      const links = this.#rest.slice((part - 2) * this.#limit, (part - 1) * this.#limit);
      const options = { links, attributes: this.mirror(links) ?? {} };
      const child = startingIn(context, () =>
        this.#tracer.startSpan(`${name} links ${part}/${parts}`, options, context),
      );
      if (!child.isRecording()) this.#dropped += links.length;
      child.end();
    }
    if (this.#total > this.#recorded.length) span.setAttribute(TOTAL, this.#total);
    if (this.#dropped > 0) span.setAttribute(DROPPED, this.#dropped);
    count('links.dropped', site, this.#dropped);
  }

  #cut(links: Link[]): Link[] {
    if (links.length <= this.#limit) return links;
    if (overflow() === 'last' && this.#limit > 0) {
      this.#dropped += links.length - this.#limit;
      return links.slice(-this.#limit);
    }
    this.#passOver(links.slice(this.#limit));
    return links.slice(0, this.#limit);
  }

  #record(span: Span, link: Link): void {
    span.addLink(link);
    this.#recorded.push(link);
    this.#isChanged = true;
    this.started(span);
  }

  /** The SDK dropped its oldest links, so this is its limit. */
  #evict(links: number): void {
    const evicted = this.#recorded.slice(0, links);
    this.#recorded = this.#recorded.slice(links);
    this.#isChanged = true;
    this.#limit = Math.min(this.#limit, this.#recorded.length);
    hasLearned = true;
    learned.set(this.#tracer, this.#limit);
    if (overflow() === 'last') this.#dropped += links;
    else this.#passOver(evicted);
  }

  #passOver(links: readonly Link[]): void {
    if (overflow() === 'spread' && this.#limit > 0) for (const link of links) this.#rest.push(link);
    else this.#dropped += links.length;
  }
}

function limitOf(tracer: Tracer): number {
  const limit = linkLimit();
  return hasLearned ? Math.min(limit, learned.get(tracer) ?? limit) : limit;
}

function overflow(): NonNullable<Configuration['overflow']> {
  return configuration().overflow ?? 'spread';
}
