/** Sentry's header `sentry-trace`: `traceid-spanid`, and `-1` or `-0` where it is decided whether it is sampled. */
import type { SpanContext } from '@opentelemetry/api';
import { contextFromIds } from '../../../links/traceparent.js';
import type { HeaderText } from './header-text.js';

/** See https://develop.sentry.dev/sdk/telemetry/traces/distributed-tracing/#header-sentry-trace. */
export function readSentry(header: HeaderText): SpanContext | undefined {
  const parts = header('sentry-trace')?.trim().split('-');
  if (parts === undefined || parts.length < 2 || parts.length > 3 || !/^[01]?$/.test(parts[2] ?? '')) return undefined;
  return contextFromIds(parts[0] as string, parts[1] as string, parts[2] === '1' ? 1 : 0);
}
