/** The shape of a sampler, in any version of the OpenTelemetry SDK. */
import type { Attributes, Context, Link, SpanKind, TraceState } from '@opentelemetry/api';

/**
 * Decides whether a span is recorded and sampled. The SDK's own samplers have this shape.
 *
 * @example
 * ```ts
 * const fallback: Sampler = new TraceIdRatioBasedSampler(0.01);
 * const sampler: Sampler = new LinkedSampler({ fallback });
 * ```
 */
export interface Sampler {
  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult;
  toString(): string;
}

/**
 * The decision of a sampler.
 *
 * @example
 * ```ts
 * const dropped: SamplingResult = { decision: 0 };
 * const fallback: Sampler = { shouldSample: () => dropped, toString: () => 'Nothing' };
 * ```
 */
export interface SamplingResult {
  /** OpenTelemetry's `SamplingDecision`: 0 for neither, 1 for recorded, 2 for recorded and sampled. */
  decision: number;
  attributes?: Readonly<Attributes>;
  /** The new span's trace state; its parent's if left out. */
  traceState?: TraceState;
}

/** `SamplingDecision.NOT_RECORD`, which is deprecated in the API and redefined by each SDK. */
export const NOT_RECORD = 0;

/** `SamplingDecision.RECORD_AND_SAMPLED`. */
export const SAMPLED = 2;
