/** Google Pub/Sub's older attribute, a span context as JSON. */
import type { SpanContext } from '@opentelemetry/api';
import { copyValidContext } from '../../../links/span-context.js';
import { parseJson } from '../decode.js';
import type { HeaderText } from './header-text.js';

/** Reads `googclient_OpenTelemetrySpanContext`, which clients before `googclient_traceparent` wrote. */
export function readGoogle(header: HeaderText): SpanContext | undefined {
  const json = header('googclient_opentelemetryspancontext');
  const context = json === undefined ? undefined : copyValidContext(parseJson(json));
  // the trace state does not survive JSON
  return (
    context && { traceId: context.traceId, spanId: context.spanId, traceFlags: context.traceFlags, isRemote: true }
  );
}
