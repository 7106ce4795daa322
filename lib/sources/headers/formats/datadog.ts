/** Datadog's headers: decimal ids, and the high half of the trace id among the tags. */
import type { SpanContext } from '@opentelemetry/api';
import { contextFromIds } from '../../../links/traceparent.js';
import type { HeaderText } from './header-text.js';

/**
 * Reads `x-datadog-trace-id` (the low 64 bits), `x-datadog-parent-id` and, of `x-datadog-tags`, `_dd.p.tid` (the high
 * ones).
 */
export function readDatadog(header: HeaderText): SpanContext | undefined {
  const low = hex(header('x-datadog-trace-id'));
  const spanId = hex(header('x-datadog-parent-id'));
  if (low === undefined || spanId === undefined) return undefined;
  const high = /(?:^|,)_dd\.p\.tid=([0-9a-f]{16})(?:,|$)/.exec(header('x-datadog-tags') ?? '')?.[1];
  const traceFlags = /^[12]$/.test(header('x-datadog-sampling-priority') ?? '') ? 1 : 0;
  return contextFromIds((high ?? '').padStart(16, '0') + low, spanId, traceFlags);
}

function hex(decimal: string | undefined): string | undefined {
  if (decimal === undefined || !/^\d{1,20}$/.test(decimal)) return undefined;
  const digits = BigInt(decimal).toString(16).padStart(16, '0');
  return digits.length === 16 ? digits : undefined;
}
