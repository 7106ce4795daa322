/** Samples a span because of the spans that caused it. */
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  type Link,
  type SpanContext,
  type SpanKind,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { callSafely, reportFailure, warnOnce } from '../../lib/global/report.js';
import { withoutThreshold } from './probability.js';
import { type Sampler, SAMPLED, type SamplingResult } from './sampler.js';
import { decideAs } from './consistent-decision.js';
import { TokenBucket } from './token-bucket.js';

/** How links decide. */
export interface LinkedSamplerOptions {
  /** Decides where no link does. */
  fallback: Sampler;
  /**
   * Whether a remote link may decide: one whose context is marked as remote, as what is read from headers is; a context
   * that does not say so is local. Only `true` is trust; a predicate that throws is reported once. By default all are
   * trusted, as `ParentBased` trusts remote parents, and `maxPerSecond` bounds what they can do. Where clients outside
   * send links, name those you trust: `(link) => link.attributes?.['spanlink.relation'] === 'batch_item'`.
   */
  trust?: (link: Link) => boolean;
  /** Spans a second, and at once, that are sampled although the fallback drops them; 100 by default. */
  maxPerSecond?: number;
  /**
   * `'follow'` (default): a span is sampled when any span that it links to was.
   * `'consistent'`: a root span is sampled when the trace of its first link is, by that trace's id and threshold.
   */
  mode?: 'follow' | 'consistent';
  /** The time in milliseconds, for tests; monotonic by default. */
  now?: () => number;
}

/**
 * A sampler that keeps causal chains whole: a span whose cause was sampled is sampled, too, over any fallback.
 *
 * Below `ParentBased` it decides on root spans. Around it (`fallback: new ParentBasedSampler(…)`) it also sees spans
 * with an unsampled parent, and samples them with what follows below them. In the mode `'consistent'`, spans that have
 * a parent are left to the fallback, since they belong to a trace that is decided.
 *
 * Throws a `TypeError` with the code `ERR_SPANLINK_SAMPLER` for options that make no sense.
 *
 * @example
 * new ParentBasedSampler({ root: new LinkedSampler({ fallback: new TraceIdRatioBasedSampler(0.01) }) });
 */
export class LinkedSampler {
  readonly #fallback: Sampler;
  readonly #trust: ((link: Link) => boolean) | undefined;
  readonly #mode: 'follow' | 'consistent';
  readonly #maxPerSecond: number;
  readonly #forced: TokenBucket;

  constructor({ fallback, trust, maxPerSecond = 100, mode = 'follow', now = monotonic }: LinkedSamplerOptions) {
    check('fallback', typeof (fallback as Sampler | undefined)?.shouldSample === 'function', 'a sampler');
    check('trust', trust === undefined || typeof trust === 'function', 'a function');
    check('maxPerSecond', typeof maxPerSecond === 'number' && maxPerSecond >= 0, 'a number, 0 or more');
    check('mode', mode === 'follow' || mode === 'consistent', "'follow' or 'consistent'");
    this.#fallback = fallback;
    this.#trust = trust;
    this.#mode = mode;
    this.#maxPerSecond = maxPerSecond;
    this.#forced = new TokenBucket(maxPerSecond, now);
  }

  /** Called by the SDK. */
  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const own = this.#fallback.shouldSample(context, traceId, name, kind, attributes, links);
    if (links.length === 0) return own;
    const ask = (id: string): SamplingResult => this.#fallback.shouldSample(context, id, name, kind, attributes, links);
    try {
      const parent = trace.getSpanContext(context);
      return this.#mode === 'follow' ? this.#follow(links, own, parent) : this.#share(links, own, parent, ask);
    } catch (error) {
      reportFailure('LinkedSampler', 'could not read the links, and left the decision to the fallback', error);
      return own;
    }
  }

  /** Called by the SDK. */
  toString(): string {
    return `LinkedSampler{mode=${this.#mode}, maxPerSecond=${this.#maxPerSecond}, fallback=${this.#fallback.toString()}}`;
  }

  #follow(links: Link[], own: SamplingResult, parent: SpanContext | undefined): SamplingResult {
    if (own.decision === SAMPLED || this.#causeIn(links, isSampled) === undefined || !this.#mayForce()) return own;
    const traceState = withoutThreshold(own.traceState ?? parent?.traceState);
    return { ...own, decision: SAMPLED, ...(traceState === undefined ? {} : { traceState }) };
  }

  #share(
    links: Link[],
    own: SamplingResult,
    parent: SpanContext | undefined,
    ask: (traceId: string) => SamplingResult,
  ): SamplingResult {
    const cause =
      parent !== undefined && isSpanContextValid(parent) ? undefined : this.#causeIn(links, isSpanContextValid);
    if (cause === undefined) return own;
    const shared = decideAs(cause, own, ask);
    return shared.decision !== SAMPLED || own.decision === SAMPLED || this.#mayForce() ? shared : own;
  }

  /** The first trusted link's context that may decide. */
  #causeIn(links: Link[], mayDecide: (context: SpanContext) => boolean): SpanContext | undefined {
    for (const link of links) {
      const context = link.context as SpanContext | undefined;
      if (context !== undefined && mayDecide(context) && this.#isTrusted(link)) return context;
    }
    return undefined;
  }

  #isTrusted(link: Link): boolean {
    if (this.#trust === undefined || link.context.isRemote !== true) return true;
    return callSafely('LinkedSampler', 'trust', this.#trust, undefined, [link]) === true;
  }

  #mayForce(): boolean {
    if (this.#forced.take()) return true;
    warnOnce(
      'LinkedSampler maxPerSecond',
      `was reached: more than ${this.#maxPerSecond} spans a second would be sampled for their links alone`,
    );
    return false;
  }
}

function isSampled(context: SpanContext): boolean {
  return (context.traceFlags & TraceFlags.SAMPLED) !== 0 && isSpanContextValid(context);
}

function monotonic(): number {
  return performance.now();
}

function check(option: string, isFit: boolean, expected: string): void {
  if (!isFit)
    throw Object.assign(new TypeError(`LinkedSampler: ${option} is not ${expected}`), { code: 'ERR_SPANLINK_SAMPLER' });
}
