/** Links with and without samplers' decisions, and samplers, for the tests of `spanlink/sampling`. */
import {
  createTraceState,
  type Link,
  ROOT_CONTEXT,
  SpanKind,
  type SpanContext,
  type TraceState,
} from '@opentelemetry/api';
import type { LinkedSampler, Sampler, SamplingResult } from 'spanlink/sampling';
import { cause } from '../fixtures/spans.js';

/** OpenTelemetry's `SamplingDecision`. */
export const decisions = { dropped: 0, recorded: 1, sampled: 2 };

/** A link to the n-th producer, of which some fields may be said otherwise. */
export function linkTo(n: number, fields: Partial<SpanContext> = {}): Link {
  return { context: { ...cause(n), ...fields } };
}

/** A link to the n-th producer, whose trace state has that for OpenTelemetry. */
export function linkWith(n: number, ot: string, fields: Partial<SpanContext> = {}): Link {
  return linkTo(n, { traceState: createTraceState(`ot=${ot}`), ...fields });
}

/** A link to the n-th producer, in a trace of that state. */
export function linkIn(n: number, { traceState }: { traceState?: TraceState | undefined }): Link {
  return linkTo(n, traceState === undefined ? {} : { traceState });
}

/** Returns the result of a sampler for a root span with these links. */
export function decide(sampler: LinkedSampler, links: Link[], traceId = 'f'.repeat(32)): SamplingResult {
  return sampler.shouldSample(ROOT_CONTEXT, traceId, 'work', SpanKind.INTERNAL, {}, links);
}

/** A sampler that keeps only some traces, and remembers which it was asked for. */
export function keeping(...traceIds: string[]): Sampler & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    shouldSample: (_context, traceId) => {
      asked.push(traceId);
      return { decision: traceIds.includes(traceId) ? decisions.sampled : decisions.dropped };
    },
    toString: () => 'keeping',
  };
}
