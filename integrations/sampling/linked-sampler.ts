/** `LinkedSampler`: samples a span because of the spans that caused it. */
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  type Link,
  type SpanContext,
  type SpanKind,
  trace,
  TraceFlags,
  type TraceState,
} from '@opentelemetry/api';
import { spanlinkError } from '../../lib/global/errors.js';
import { checkOptionNames } from '../../lib/global/option-names.js';
import { callSafely, reportFailure, warnOnce } from '../../lib/global/report.js';
import { isDistrusted } from '../../lib/links/distrust.js';
import { decideAs } from './consistent-decision.js';
import { hopsOf, withHopsAfter } from './hops.js';
import { withoutThreshold } from './probability.js';
import { LINKED_SAMPLER_OPTION_NAMES, type LinkedSamplerOptions } from './linked-sampler-options.js';
import { SAMPLED, type Sampler, type SamplingResult } from './sampler.js';
import { TokenBucket } from './token-bucket.js';

/**
 * A sampler that keeps causal chains whole: it samples a span whose cause was sampled, whatever the fallback decides.
 *
 * Inside `ParentBased` it decides on root spans. Around it (`fallback: new ParentBasedSampler(…)`) it also sees spans
 * with an unsampled parent, and samples them together with their descendants. In `'consistent'` mode, spans with a
 * parent are left to the fallback, since their trace has been decided.
 *
 * @example
 * ```ts
 * new ParentBasedSampler({ root: new LinkedSampler({ fallback: new TraceIdRatioBasedSampler(0.01) }) });
 * ```
 */
export class LinkedSampler {
  readonly #fallback: Sampler;
  readonly #trust: ((link: Link) => boolean) | undefined;
  readonly #mode: 'follow' | 'consistent';
  readonly #maxPerSecond: number;
  readonly #maxHops: number;
  readonly #forced: TokenBucket;

  /** @throws A `TypeError` with the code `ERR_SPANLINK_SAMPLER` if an option is not usable. */
  constructor(options: LinkedSamplerOptions) {
    const { fallback, trust, maxPerSecond = 100, mode = 'follow', maxHops = Infinity, now = monotonic } = options;
    check('fallback', typeof (fallback as Sampler | undefined)?.shouldSample === 'function', 'a sampler');
    check('trust', trust === undefined || typeof trust === 'function', 'a function');
    check('maxPerSecond', typeof maxPerSecond === 'number' && maxPerSecond >= 0, 'a number, 0 or more');
    check('mode', mode === 'follow' || mode === 'consistent', "'follow' or 'consistent'");
    check('maxHops', maxHops === Infinity || (Number.isInteger(maxHops) && maxHops >= 0), 'a whole number, 0 or more');
    checkOptionNames('LinkedSampler', options, LINKED_SAMPLER_OPTION_NAMES);
    this.#fallback = fallback;
    this.#trust = trust;
    this.#mode = mode;
    this.#maxPerSecond = maxPerSecond;
    this.#maxHops = maxHops;
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
    const sampleAs = (id: string): SamplingResult =>
      this.#fallback.shouldSample(context, id, name, kind, attributes, links);
    try {
      const parent = trace.getSpanContext(context);
      return this.#mode === 'follow' ? this.#follow(links, own, parent) : this.#agree(links, own, parent, sampleAs);
    } catch (error) {
      reportFailure('LinkedSampler', 'could not read the links, and left the decision to the fallback', error);
      return own;
    }
  }

  /** Called by the SDK. */
  toString(): string {
    const fallback = this.#fallback.toString();
    const hops = this.#maxHops === Infinity ? '' : `maxHops=${this.#maxHops}, `;
    return `LinkedSampler{mode=${this.#mode}, maxPerSecond=${this.#maxPerSecond}, ${hops}fallback=${fallback}}`;
  }

  #follow(links: Link[], own: SamplingResult, parent: SpanContext | undefined): SamplingResult {
    if (own.decision === SAMPLED) return own;
    const cause = this.#nearestSampled(links);
    if (cause === undefined || !this.#mayForce()) return own;
    const traceState = this.#countHop(cause, withoutThreshold(own.traceState ?? parent?.traceState));
    return { ...own, decision: SAMPLED, ...(traceState === undefined ? {} : { traceState }) };
  }

  /** Returns the sampled cause nearest to a decision by chance, if that is near enough. */
  #nearestSampled(links: Link[]): SpanContext | undefined {
    let nearest: SpanContext | undefined;
    let fewest = this.#maxHops;
    this.#causeIn(links, (context, link) => {
      const hops = hopsOf(context);
      if (hops >= fewest || !isSampled(context) || !this.#isTrusted(link)) return false;
      [nearest, fewest] = [context, hops];
      return hops === 0;
    });
    return nearest;
  }

  /** Counts the trace as decided by its cause's; also without a limit, if another service has begun to count. */
  #countHop(cause: SpanContext, traceState: TraceState | undefined): TraceState | undefined {
    const hops = hopsOf(cause);
    return this.#maxHops === Infinity && hops === 0 ? traceState : withHopsAfter(traceState, hops);
  }

  #agree(
    links: Link[],
    own: SamplingResult,
    parent: SpanContext | undefined,
    sampleAs: (traceId: string) => SamplingResult,
  ): SamplingResult {
    const cause =
      parent !== undefined && isSpanContextValid(parent)
        ? undefined
        : this.#causeIn(links, (context, link) => isSpanContextValid(context) && this.#isTrusted(link));
    // the trace after the last hop begins a chain of its own
    if (cause === undefined || hopsOf(cause) >= this.#maxHops) return own;
    const decided = decideAs(cause, own, sampleAs);
    const traceState = this.#countHop(cause, decided.traceState);
    const shared = traceState === undefined ? decided : { ...decided, traceState };
    return shared.decision !== SAMPLED || own.decision === SAMPLED || this.#mayForce() ? shared : own;
  }

  /** Returns the context of the first link that decides. */
  #causeIn(links: Link[], decides: (context: SpanContext, link: Link) => boolean): SpanContext | undefined {
    for (const link of links) {
      const context = link.context as SpanContext | undefined;
      if (context !== undefined && decides(context, link)) return context;
    }
    return undefined;
  }

  #isTrusted(link: Link): boolean {
    if (isDistrusted(link.context)) return false;
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

function check(option: string, isUsable: boolean, expected: string): void {
  if (!isUsable) throw spanlinkError('ERR_SPANLINK_SAMPLER', `LinkedSampler: ${option} is not ${expected}`);
}
