/** What a sampler looks like, in any version of the OpenTelemetry SDK. */
import type { Attributes, Context, Link, SpanKind, TraceState } from '@opentelemetry/api';

/** Decides whether a span is recorded and sampled; the SDK's own samplers have this shape. */
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

/** What a sampler gives. */
export interface SamplingResult {
  /** OpenTelemetry's `SamplingDecision`: 0 neither, 1 recorded, 2 recorded and sampled. */
  decision: number;
  attributes?: Readonly<Attributes>;
  /** The new span's; its parent's where there is none. */
  traceState?: TraceState;
}

/** `SamplingDecision.NOT_RECORD`, which the API exports as deprecated and each SDK anew. */
export const NOT_RECORD = 0;

/** `SamplingDecision.RECORD_AND_SAMPLED`. */
export const SAMPLED = 2;
