/** A finished span as every OpenTelemetry SDK for JavaScript shows it (`ReadableSpan`), by structure. */
import type { Attributes, HrTime, Link, SpanContext, SpanKind, SpanStatus } from '@opentelemetry/api';

/**
 * The part of `ReadableSpan` that is read here; SDK 1.x names the parent by `parentSpanId` alone.
 *
 * @example
 * ```ts
 * const slow = recorder.spans.filter(({ duration: [seconds] }: FinishedSpan) => seconds > 0);
 * ```
 */
export interface FinishedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly links: readonly Link[];
  readonly events: readonly { readonly name: string; readonly attributes?: Attributes }[];
  readonly startTime: HrTime;
  readonly duration: HrTime;
  readonly parentSpanContext?: SpanContext | undefined;
  readonly parentSpanId?: string | undefined;
  readonly resource?: { readonly attributes: Attributes };
  spanContext(): SpanContext;
}

/** Returns the id of the span's parent, whichever SDK made it. */
export function parentIdOf(span: FinishedSpan): string | undefined {
  return span.parentSpanContext?.spanId ?? span.parentSpanId;
}
