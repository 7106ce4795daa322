/** The environment of a process, which carries a context to the process as a message would. */
import type { Link } from '@opentelemetry/api';
import type { LinkOptions } from '../../lib/links/link-options.js';
import { linksFrom } from '../../lib/sources/links-from.js';

/**
 * Returns the link to the span that started this process.
 * See https://opentelemetry.io/docs/specs/otel/context/env-carriers/.
 *
 * @param environment Holds `TRACEPARENT` and `TRACESTATE`.
 * @returns One link, or none if there is no `TRACEPARENT`.
 */
export function fromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  options?: LinkOptions,
): Link[] {
  const { TRACEPARENT: traceparent, TRACESTATE: tracestate } = environment;
  // a process that nobody traced has no cause, rather than an unreadable one
  return linksFrom(traceparent ? { traceparent, tracestate } : undefined, options);
}
