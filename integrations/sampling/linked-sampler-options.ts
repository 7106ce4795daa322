/** The options of `LinkedSampler`. */
import type { Link } from '@opentelemetry/api';
import type { Sampler } from './sampler.js';

/**
 * Options of `LinkedSampler`.
 *
 * @example
 * ```ts
 * const options: LinkedSamplerOptions = {
 *   fallback: new TraceIdRatioBasedSampler(0.01),
 *   trust: (link) => link.attributes?.['spanlink.relation'] !== 'client',
 *   maxPerSecond: 10,
 * };
 * const sampler = new LinkedSampler(options);
 * ```
 */
export interface LinkedSamplerOptions {
  /** Decides when no link does. */
  fallback: Sampler;
  /**
   * Returns true if a remote link may decide. A link is remote if its context is marked as remote, as contexts read
   * from headers are; otherwise it is local. Any result but `true` is distrust; a predicate that throws is reported
   * once. By default all links are trusted, as `ParentBased` trusts remote parents, and `maxPerSecond` bounds their
   * effect. If outside clients send links, name the ones you trust:
   * `(link) => link.attributes?.['spanlink.relation'] === 'batch_item'`.
   */
  trust?: (link: Link) => boolean;
  /**
   * The rate, and the largest burst, of spans that are sampled although the fallback drops them; 100 a second by
   * default.
   */
  maxPerSecond?: number;
  /**
   * `'follow'` (default): a span is sampled if any span that it links to was.
   * `'consistent'`: a root span is sampled if the trace of its first link is, by that trace's id and threshold.
   */
  mode?: 'follow' | 'consistent';
  /**
   * Traces in a row that links may decide; the one after them is decided by the fallback, and begins the count again.
   * Infinite by default. Set it where chains have no end, such as a schedule whose runs link to each other.
   */
  maxHops?: number;
  /** Returns the time in milliseconds, for tests; monotonic by default. */
  now?: () => number;
}

/** The names of those options. */
export const LINKED_SAMPLER_OPTION_NAMES = [
  'fallback',
  'trust',
  'maxPerSecond',
  'mode',
  'maxHops',
  'now',
] as const satisfies readonly (keyof LinkedSamplerOptions)[];
